"""Day and place of what is said or done: from its own clause, else from the meeting it belongs to."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.event import Event
from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

WEDNESDAY = dt.date(2024, 5, 15)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def found(coder: Coder, event_type: str, text: str, title: str = "") -> list[Event]:
    records = next(iter(coder.code([CoderInput("a", title, text, WEDNESDAY)])))
    return [r for r in records if r.event_type == event_type]


@pytest.mark.parametrize(
    ("event_type", "text", "start", "end"),
    [
        # the main clause is dated, what it follows is counted back from it
        ("ASSAULT", "Talks in Doha opened on Monday, six days after Chad shelled a Sudanese village.",
         "2024-05-07", "2024-05-07"),
        # a past day at the end dates the deed, not the purpose
        ("AGREE", "Peru and Chile reached an agreement on reopening the crossing last Sunday.",
         "2024-05-12", "2024-05-12"),
        ("SUPPORT", "Gabon recognised the new council as early as February.", "2024-02-01", "2024-02-29"),
        # before an hour of a day is that day
        ("ASSAULT", "American soldiers fought their way into Panama before dawn on Monday.", "2024-05-13", "2024-05-13"),
        # what only describes takes no day from the deed
        ("SANCTION", "Japan tightened export controls on three chemicals used by South Korean chipmakers on May 4.",
         "2024-05-04", "2024-05-04"),
        ("ASSAULT", "Delhi's jets had struck what it called a militant camp in Pakistan on Tuesday.",
         "2024-05-14", "2024-05-14"),
        # what is told aside has a day of its own, or none
        ("REQUEST", "The United States will open its files on Monday at Argentina's request.", None, None),
        ("ACCUSE", "An American general's visit to Georgetown last week was denounced in Caracas.", None, None),
        ("SANCTION", "Mali declared the Danish ambassador persona non grata on Saturday.",
         "2024-05-11", "2024-05-11"),
        # a man called Ramadan is no month of fasting
        ("CONSULT", "Iraq's envoy, Taha Yassin Ramadan, reached Amman on Monday evening.",
         "2024-05-13", "2024-05-13"),
        ("CONSULT", "Nine French senators are in Ottawa until Friday.", None, "2024-05-17"),
        # what has been done since is not dated by what was done then
        ("SANCTION", "Bulgaria recognised the council in March and has expelled the Libyan consul.", None, None),
    ],
)  # fmt: skip
def test_days_come_from_the_clause_they_belong_to(
    coder: Coder, event_type: str, text: str, start: str | None, end: str | None
) -> None:
    [event] = found(coder, event_type, text)
    days = tuple(d.isoformat() if d else None for d in (event.date_start, event.date_end))
    assert days == (start, end)


@pytest.mark.parametrize(
    ("event_type", "text", "country"),
    [
        ("COOPERATE", "An exercise of Japan and Australia planned for next week in Darwin has been called off.", "AUS"),
        ("PROTEST", "Protesters in Ahmedabad burned Chinese flags.", "IND"),
        ("COERCE", "Policemen raided Georgian restaurants in the Russian capital.", "RUS"),
        ("AGREE", "Ursula von der Leyen came to Chisinau on Monday and promised Moldova a billion euros.", "MDA"),
        ("CONSULT", "Kenya's president telephoned Emmanuel Macron, who was in Berlin.", None),
    ],
)  # fmt: skip
def test_places_come_from_the_clause_or_the_occasion(
    coder: Coder, event_type: str, text: str, country: str | None
) -> None:
    place = found(coder, event_type, text)[0].location
    assert (place.country if place else None) == country


def test_a_summit_lends_day_and_place_to_its_communique(coder: Coder) -> None:
    text = (
        "G7 leaders concluded a three-day summit in Berlin on Tuesday. "
        "The weather was fine and the press large. "
        "The final communiqué urged China to press Moscow for a ceasefire."
    )
    [request] = found(coder, "REQUEST", text, "G7 leaders end summit")
    assert request.location is not None and request.location.country == "DEU"
    assert request.date_end is not None and request.date_end.isoformat() == "2024-05-14"


def test_a_third_who_praises_is_no_signatory(coder: Coder) -> None:
    text = "Eritrea and Ethiopia signed a declaration of peace on 9 July 2018. Kenya praised Eritrea and Ethiopia."
    pairs = {
        (tuple(p.country for p in e.actors), tuple(p.country for p in e.recipients))
        for e in found(coder, "SUPPORT", text, "Peace in the Horn")
    }
    assert (("KEN",), ("ERI", "ETH")) in pairs
    assert any(set(actors) == {"ERI", "ETH"} and not recipients for actors, recipients in pairs)
