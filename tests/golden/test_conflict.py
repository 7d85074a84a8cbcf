"""Constructions of conflict in words and deeds: what tells one type from the next; sentences of our own.

The drafts are looked at before the ranker decides, so that what is tested is the lexicon and not a threshold.
"""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.events.coder import Coder, CoderInput
from transforms.events.drafts import Draft

pytestmark = pytest.mark.model

PUBLISHED = dt.datetime(2024, 5, 15, 12, tzinfo=dt.timezone.utc)
Case = tuple[str, str, str, str]

CASES: list[Case] = [
    # sentence, type or type/mode, countries of the actors, countries of the recipients
    # forces on alert, sent, shown
    ("Cambodian troops remained on alert along the Thai border.", "MOBILIZE/troops", "KHM", "THA"),
    ("Israel mobilised the army for a ground assault on Lebanon.", "MOBILIZE/troops", "ISR", "LBN"),
    ("The United States sent a carrier to the Gulf to deter Iran.", "MOBILIZE/weapons", "USA", "IRN"),
    ("North Korea test-fired two missiles toward South Korea.", "MOBILIZE/weapons", "PRK", "KOR"),
    ("Iran held war games near the Azerbaijani border.", "MOBILIZE/weapons", "IRN", "AZE"),
    ("Russian troop numbers near the Ukrainian border have risen to 90,000.", "MOBILIZE/troops", "RUS", "UKR"),
    # protest
    ("South African teachers are on strike.", "PROTEST/strike", "ZAF", ""),
    ("A Cuban dissident went on hunger strike.", "PROTEST/hunger", "CUB", ""),
    ("Violent protests erupted in Kazakhstan.", "PROTEST/riot", "KAZ", ""),
    ("Iraqis rallied in Baghdad to demand the withdrawal of American troops.", "PROTEST/demo", "IRQ", "USA"),
    ("Iranian demonstrators gathered in front of the Swedish embassy.", "PROTEST/demo", "IRN", "SWE"),
    # attacks in words
    ("Turkey's president made a scathing attack on France.", "ACCUSE/disapprove", "TUR", "FRA"),
    ("Moscow launched an attack on Oslo, calling it a vassal.", "ACCUSE/disapprove", "RUS", "NOR"),
    ("Lithuania summoned the Russian ambassador to complain about the flights.", "ACCUSE/disapprove", "LTU", "RUS"),
    ("Iran faces criticism from Canada over the detentions.", "ACCUSE/disapprove", "CAN", "IRN"),
    ("Australia said Tehran was behind the arson.", "ACCUSE/allege", "AUS", "IRN"),
    ("Britain said Russia was to blame for the poisoning.", "ACCUSE/allege", "GBR", "RUS"),
    ("Brazil said Ecuador's raid was a flagrant breach of the convention.", "ACCUSE/disapprove", "BRA", "ECU"),
    ("A UN committee issued a report highly critical of Vietnam.", "ACCUSE/disapprove", "UNO", "VNM"),
    ("Latvia called for sanctions against Belarus.", "ACCUSE/disapprove", "LVA", "BLR"),
    # asking and refusing
    ("Ukraine is pushing hard for Germany to send tanks.", "REQUEST", "UKR", "DEU"),
    ("Peru warned Chile to withdraw.", "REQUEST", "PER", "CHL"),
    ("The World Bank said Zambia needs to cut its debt.", "REQUEST", "WBK", "ZMB"),
    ("Serbia vowed never to recognise Kosovo.", "REJECT", "SRB", "XKX"),
    ("Slovakia says it will not accept Syrian refugees.", "REJECT", "SVK", "SYR"),
    ("Bulgaria is not going to admit Greek inspectors.", "REJECT", "BGR", "GRC"),
    ("Thailand stands in the way of a deal with Cambodia.", "REJECT", "THA", "KHM"),
    # threats
    ("Azerbaijan warned Armenia to withdraw or face war.", "THREATEN", "AZE", "ARM"),
    ("Turkey said it might freeze contracts with Israel.", "THREATEN", "TUR", "ISR"),
    ("Germany said the European Union would hit back against the United States.", "THREATEN", "DEU", "USA"),
    # relations cut
    ("Qatar pulled its peacekeepers out of Eritrea.", "SANCTION/withdraw", "QAT", "ERI"),
    ("Two UN inspectors have been expelled from North Korea.", "SANCTION/expel", "PRK", "UNO"),
    ("Denmark announced a suspension of aid to Egypt.", "SANCTION/discontinue", "DNK", "EGY"),
    ("India stopped issuing visas to Canadians.", "SANCTION/discontinue", "IND", "CAN"),
    ("ECOWAS imposed an economic blockade on Niger.", "SANCTION/discontinue", "ECW", "NER"),
    # coercion
    ("Russia launched cyber warfare against Britain.", "COERCE/cyber", "RUS", "GBR"),
    ("Israeli forces raided a Palestinian university.", "COERCE/seize", "ISR", "PSE"),
    ("Indian jets forced a Georgian cargo plane to land.", "COERCE/restrict", "IND", "GEO"),
    ("Turkey blocked access to Deutsche Welle's website.", "COERCE/censor", "TUR", "DEU"),
    ("A Spanish judge ordered two Moroccan officers jailed.", "COERCE/arrest", "ESP", "MAR"),
    # assault
    ("Israel carpet-bombed Syrian positions.", "ASSAULT/aerial", "ISR", "SYR"),
    ("Ukraine came under attack from Russia.", "ASSAULT", "RUS", "UKR"),
]  # fmt: skip

NOT: list[tuple[str, str]] = [
    # sentence, type it must not have
    ("Iraqis rallied in Baghdad to demand the withdrawal of American troops.", "REQUEST"),
    ("Peruvian miners stopped work in a strike for higher wages.", "ASSAULT"),
    ("Peru is suing the bank for its records.", "REQUEST"),
    ("Lithuania summoned the Russian ambassador to complain about the flights.", "REQUEST"),
    ("Chile called Bolivia's minister a liar on Tuesday.", "REQUEST"),
    ("A Rwandan editor was arrested in Kigali for helping the rebels.", "AID"),
    ("Chile and Peru held joint drills near the border with Bolivia.", "MOBILIZE"),
    ("The United States said it was too early for that.", "ACCUSE"),
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(scope="all")


def drafts(coder: Coder, sentence: str) -> list[Draft]:
    [found] = coder.candidates([CoderInput("a", "", sentence, PUBLISHED)])
    return [draft for draft, _ in found]


def codes(draft: Draft) -> tuple[str, str]:
    return (
        " ".join(sorted({p.country for p in draft.actors if p.country})),
        " ".join(sorted({p.country for p in draft.recipients if p.country})),
    )


@pytest.mark.parametrize(("sentence", "kind", "actors", "recipients"), CASES)
def test_construction_is_read(coder: Coder, sentence: str, kind: str, actors: str, recipients: str) -> None:
    type_, _, mode = kind.partition("/")
    found = [(d.type, d.mode if mode else "", *codes(d)) for d in drafts(coder, sentence)]
    assert (type_, mode, actors, recipients) in found


@pytest.mark.parametrize(("sentence", "type_"), NOT)
def test_construction_is_nothing_else(coder: Coder, sentence: str, type_: str) -> None:
    assert type_ not in [d.type for d in drafts(coder, sentence)]
