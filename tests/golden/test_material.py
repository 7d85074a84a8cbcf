"""Sanctions, coercion, assault, force posture and protest: sentences of our own, each with the event it must yield."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.event import Event
from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

Case = tuple[str, str, str | None, str, str]

CASES: list[Case] = [
    # sentence, type, mode, countries of the actors, countries of the recipients
    ("Norway expelled two Russian diplomats on Tuesday.", "SANCTION", "expel", "NOR", "RUS"),
    ("Ecuador gave the Mexican ambassador 72 hours to leave.", "SANCTION", "expel", "ECU", "MEX"),
    (
        "Bahrain ordered the Iranian chargé d'affaires to leave the country.",
        "SANCTION",
        "expel",
        "BHR",
        "IRN",
    ),
    ("Niger kicked out the French ambassador.", "SANCTION", "expel", "NER", "FRA"),
    ("Burundi sent the Rwandan envoy packing.", "SANCTION", "expel", "BDI", "RWA"),
    ("The African Union suspended Gabon from its ranks.", "SANCTION", "expel", "AFU", "GAB"),
    ("Colombia recalled its ambassador from Buenos Aires.", "SANCTION", "withdraw", "COL", "ARG"),
    ("Morocco pulled its envoy from Berlin.", "SANCTION", "withdraw", "MAR", "DEU"),
    ("Mali pulled out of the G5 Sahel bloc.", "SANCTION", "withdraw", "MLI", ""),
    ("Nicaragua has quit the Organization of American States.", "SANCTION", "withdraw", "NIC", "OAS"),
    ("Gambia withdrew from the Commonwealth.", "SANCTION", "withdraw", "GMB", "CWN"),
    ("Russia tore up its fisheries agreement with Japan.", "SANCTION", "withdraw", "RUS", "JPN"),
    ("Paraguay severed diplomatic relations with Syria.", "SANCTION", "discontinue", "PRY", "SYR"),
    ("Guatemala broke off ties with Taiwan.", "SANCTION", "discontinue", "GTM", "TWN"),
    ("Malaysia imposed sanctions on Myanmar.", "SANCTION", "discontinue", "MYS", "MMR"),
    ("Canada slapped tariffs on American steel.", "SANCTION", "discontinue", "CAN", "USA"),
    ("Brussels hit Belarus with fresh sanctions.", "SANCTION", "discontinue", "EUU", "BLR"),
    ("Tanzania banned imports of maize from Zambia.", "SANCTION", "discontinue", "TZA", "ZMB"),
    ("Finland closed its border with Russia.", "SANCTION", "discontinue", "FIN", "RUS"),
    ("Pakistan shut its airspace to Indian planes.", "SANCTION", "discontinue", "PAK", "IND"),
    ("Sweden suspended aid to Burkina Faso.", "SANCTION", "discontinue", "SWE", "BFA"),
    ("Serbia froze talks with Kosovo.", "SANCTION", "discontinue", "SRB", "XKX"),
    ("Ghana closed its embassy in Tehran.", "SANCTION", "withdraw", "GHA", "IRN"),
    ("A German court sentenced a Syrian colonel to life in prison.", "SANCTION", "convict", "DEU", "SYR"),
    ("A Kenyan court convicted three Ugandan smugglers.", "SANCTION", "convict", "KEN", "UGA"),
    ("Turkish police arrested two Swedish journalists.", "COERCE", "arrest", "TUR", "SWE"),
    ("Iran has put a French teacher under house arrest.", "COERCE", "arrest", "IRN", "FRA"),
    ("Guinean soldiers took a Senegalese reporter into custody.", "COERCE", "arrest", "GIN", "SEN"),
    ("Indonesia impounded a Vietnamese trawler.", "COERCE", "seize", "IDN", "VNM"),
    ("Zimbabwe confiscated farms of British owners.", "COERCE", "seize", "ZWE", "GBR"),
    ("Ethiopia occupied the Eritrean town of Senafe.", "COERCE", "seize", "ETH", "ERI"),
    ("China restricted the movement of Tibetan monks.", "COERCE", "restrict", "CHN", "CHN"),
    ("Saudi warships blockaded the Yemeni port of Hodeidah.", "COERCE", "restrict", "SAU", "YEM"),
    ("Azerbaijani soldiers cut the road to Stepanakert.", "COERCE", "restrict", "AZE", "AZE"),
    ("Belarus outlawed the Union of Poles.", "COERCE", "restrict", "BLR", "POL"),
    ("Mali took the French broadcaster RFI off the air.", "COERCE", "censor", "MLI", "FRA"),
    ("Cuba jammed the broadcasts of an American radio station.", "COERCE", "censor", "CUB", "USA"),
    ("India imposed a curfew in Srinagar.", "COERCE", "curfew", "IND", "IND"),
    ("Sri Lanka declared a state of emergency.", "COERCE", "martial-law", "LKA", ""),
    ("The Philippine president proclaimed martial law in Mindanao.", "COERCE", "martial-law", "PHL", "PHL"),
    ("Algeria deported 400 Nigerien migrants.", "COERCE", "deport", "DZA", "NER"),
    ("The Dominican Republic threw out Haitian workers.", "COERCE", "deport", "DOM", "HTI"),
    ("Turkmenistan cut off the gas supply to Iran.", "COERCE", "withhold", "TKM", "IRN"),
    ("Israel switched off the electricity of Gaza.", "COERCE", "withhold", "ISR", "PSE"),
    ("Russian hackers broke into the network of the Dutch parliament.", "COERCE", "cyber", "RUS", "NLD"),
    ("North Korea launched a cyberattack on South Korean banks.", "COERCE", "cyber", "PRK", "KOR"),
    ("Russia spread disinformation about Moldova.", "COERCE", "misinformation", "RUS", "MDA"),
    ("Somali pirates hijacked a Danish tanker.", "ASSAULT", "abduct", "SOM", "DNK"),
    ("Tuareg rebels kidnapped an Austrian tourist.", "ASSAULT", "abduct", "MLI", "AUT"),
    ("Croatian border guards beat Afghan migrants.", "ASSAULT", "beat", "HRV", "AFG"),
    ("Libyan jailers tortured Sudanese detainees.", "ASSAULT", "torture", "LBY", "SDN"),
    ("Burmese soldiers raped Rohingya women.", "ASSAULT", "sexual", "MMR", "MMR"),
    ("Israeli agents assassinated an Iranian scientist.", "ASSAULT", "targeted", "ISR", "IRN"),
    ("Serb forces massacred Bosnian civilians.", "ASSAULT", "targeted", "SRB", "BIH"),
    ("Israeli bulldozers demolished Palestinian houses.", "ASSAULT", "destroy", "ISR", "PSE"),
    ("Turkish soldiers torched Kurdish villages in Syria.", "ASSAULT", "primitive", "TUR", "SYR"),
    ("A Chechen man stabbed a French teacher.", "ASSAULT", "primitive", "RUS", "FRA"),
    ("Indian troops opened fire on Bangladeshi farmers.", "ASSAULT", "firearms", "IND", "BGD"),
    ("Eritrean soldiers shot two Ethiopian herders.", "ASSAULT", "firearms", "ERI", "ETH"),
    (
        "A bomb planted by Corsican separatists killed an Italian policeman.",
        "ASSAULT",
        "explosives",
        "FRA",
        "ITA",
    ),
    ("Saudi jets bombed Sanaa.", "ASSAULT", "aerial", "SAU", "YEM"),
    ("Syrian aircraft dropped barrel bombs on a Turkish post.", "ASSAULT", "aerial", "SYR", "TUR"),
    ("Ukrainian drones struck a refinery in Russia.", "ASSAULT", "drone", "UKR", "RUS"),
    ("Armenian artillery shelled an Azerbaijani village.", "ASSAULT", "heavy-weapons", "ARM", "AZE"),
    ("Hamas fired rockets at Israel.", "ASSAULT", "heavy-weapons", "PSE", "ISR"),
    ("Iraqi helicopters dropped chlorine on Iranian troops.", "ASSAULT", "unconventional", "IRQ", "IRN"),
    ("Greek police fired tear gas at Afghan refugees.", "ASSAULT", "crowd-control", "GRC", "AFG"),
    (
        "Ugandan soldiers used water cannon against Congolese demonstrators.",
        "ASSAULT",
        "crowd-control",
        "UGA",
        "COD",
    ),
    ("Thai and Cambodian troops clashed near the temple.", "ASSAULT", None, "KHM THA", ""),
    ("Rwanda invaded Congo.", "ASSAULT", None, "RWA", "COD"),
    ("Poland massed 10,000 troops on the Belarusian border.", "MOBILIZE", "troops", "POL", "BLR"),
    ("Sudan put its army on alert.", "MOBILIZE", "troops", "SDN", ""),
    ("Venezuela moved armoured brigades towards Guyana.", "MOBILIZE", "troops", "VEN", "GUY"),
    ("China sent warships to the Philippine coast.", "MOBILIZE", "weapons", "CHN", "PHL"),
    ("North Korea fired a ballistic missile over Japan.", "MOBILIZE", "weapons", "PRK", "JPN"),
    ("South Korea scrambled jets against Russian bombers.", "MOBILIZE", "weapons", "KOR", "RUS"),
    ("Kosovo sent riot police to the Serbian border.", "MOBILIZE", "police", "XKX", "SRB"),
    ("Hezbollah fighters massed near the Israeli border.", "MOBILIZE", "militia", "LBN", "ISR"),
    ("Thousands of Pakistanis protested outside the French embassy.", "PROTEST", "demo", "PAK", "FRA"),
    ("Iraqi demonstrators burned a Swedish flag in Baghdad.", "PROTEST", "demo", "IRQ", "SWE"),
    ("Greek dockers went on strike against Israel.", "PROTEST", "strike", "GRC", "ISR"),
    ("Sahrawi prisoners began a hunger strike against Morocco.", "PROTEST", "hunger", "ESH", "MAR"),
    ("Polish farmers blocked the crossing to Ukraine.", "PROTEST", "obstruct", "POL", "UKR"),
    (
        "Belgian activists chained themselves to the gate of the American base.",
        "PROTEST",
        "obstruct",
        "BEL",
        "USA",
    ),
    ("Algerian shoppers boycotted French goods.", "PROTEST", "boycott", "DZA", "FRA"),
    ("Libyan crowds stormed the Egyptian consulate.", "PROTEST", "riot", "LBY", "EGY"),
    ("Congolese youths hurled stones at the Rwandan embassy.", "PROTEST", "riot", "COD", "RWA"),
    ("Estonian activists splashed red paint on the Russian embassy.", "PROTEST", "vandalize", "EST", "RUS"),
    ("Czech pensioners egged the Chinese consulate.", "PROTEST", "vandalize", "CZE", "CHN"),
]


@pytest.fixture(scope="module")
def coded() -> dict[str, tuple[Event, ...]]:
    """The events of every sentence, each an article of its own."""
    inputs = [CoderInput(str(i), "", case[0], dt.date(2024, 5, 15)) for i, case in enumerate(CASES)]
    return {i.text: events for i, events in zip(inputs, Coder("all").code(inputs), strict=True)}


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_event_of_the_sentence(case: Case, coded: dict[str, tuple[Event, ...]]) -> None:
    """Type, mode and the countries of actors and recipients are as annotated."""
    text, event_type, mode, actors, recipients = case
    got = {
        (
            e.event_type,
            e.mode,
            " ".join(sorted({p.country for p in e.actors if p.country})),
            " ".join(sorted({p.country for p in e.recipients if p.country})),
        )
        for e in coded[text]
    }
    assert (event_type, mode, actors, recipients) in got
