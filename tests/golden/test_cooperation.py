"""Talks, visits, calls, joint work, help and yielding in deed: sentences of our own and their events."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.event import Event
from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

Case = tuple[str, str, str | None, str, str]

CASES: list[Case] = [
    # sentence, type, mode, countries of the actors, countries of the recipients
    # talks and meetings
    ("The Georgian premier broke bread with his Armenian counterpart.", "CONSULT", None, "ARM GEO", ""),
    (
        "Ghana's foreign minister sat across the table from Togo's envoy for three hours.",
        "CONSULT",
        None,
        "GHA TGO",
        "",
    ),
    (
        "Egyptian and Sudanese negotiators were locked in talks until midnight.",
        "CONSULT",
        None,
        "EGY SDN",
        "",
    ),
    (
        "The Serbian president was closeted with the Hungarian prime minister for an hour.",
        "CONSULT",
        None,
        "HUN SRB",
        "",
    ),
    ("Macron shook hands with Lukashenko.", "CONSULT", None, "BLR FRA", ""),
    ("Peru's chancellor exchanged views with the ambassador of Bolivia.", "CONSULT", None, "BOL PER", ""),
    (
        "Kuwait's crown prince raised the case of the missing pilots with the Iraqi foreign minister.",
        "CONSULT",
        None,
        "IRQ KWT",
        "",
    ),
    (
        "The Zambian and Malawian presidents put their heads together over maize prices.",
        "CONSULT",
        None,
        "MWI ZMB",
        "",
    ),
    ("Nepal's envoy handed a letter to the Chinese foreign minister.", "CONSULT", None, "CHN NPL", ""),
    ("Vatican diplomats haggled with Beijing over the bishops.", "CONSULT", None, "CHN VAT", ""),
    ("Nigeria sent a delegation of clerics to Niamey.", "CONSULT", "visit", "NGA", "NER"),
    ("The French foreign minister is back from Dakar.", "CONSULT", "visit", "FRA", "SEN"),
    ("India's foreign secretary called on the king of Bhutan.", "CONSULT", "visit", "IND", "BTN"),
    ("Thai and Cambodian generals held border talks.", "CONSULT", None, "KHM THA", ""),
    ("Brazil's president is pencilled in for a visit to Beijing.", "CONSULT", "visit", "BRA", "CHN"),
    # remote
    ("Kenya's president put in a call to Ethiopia's prime minister.", "CONSULT", "phone", "ETH KEN", ""),
    ("President Erdogan rang the Russian leader on Friday.", "CONSULT", "phone", "RUS TUR", ""),
    (
        "The Polish president had the Lithuanian prime minister on the line.",
        "CONSULT",
        "phone",
        "LTU POL",
        "",
    ),
    ("Seoul and Canberra held a video conference on submarines.", "CONSULT", "phone", "AUS KOR", ""),
    ("Mexico's president telephoned his Guatemalan colleague on Sunday.", "CONSULT", "phone", "GTM MEX", ""),
    ("The Omani and Qatari foreign ministers spoke by phone on Friday.", "CONSULT", "phone", "OMN QAT", ""),
    (
        "Chile's foreign minister picked up the phone to her Argentine counterpart.",
        "CONSULT",
        "phone",
        "ARG CHL",
        "",
    ),
    # visits
    ("Mongolia's president touched down in Seoul on Monday.", "CONSULT", "visit", "MNG", "KOR"),
    ("The Slovak premier paid his respects to the emir of Kuwait.", "CONSULT", "visit", "SVK", "KWT"),
    (
        "The Fijian prime minister winds up a swing through New Zealand today.",
        "CONSULT",
        "visit",
        "FJI",
        "NZL",
    ),
    ("Tunisia's foreign minister is due in Rome on Thursday.", "CONSULT", "visit", "TUN", "ITA"),
    ("The Dutch king was expected in Jakarta on Sunday.", "CONSULT", "visit", "NLD", "IDN"),
    ("Sri Lanka's president flew to Dhaka for talks.", "CONSULT", "visit", "LKA", "BGD"),
    (
        "Algeria's president received the Malian foreign minister in Algiers.",
        "CONSULT",
        "visit",
        "MLI",
        "DZA",
    ),
    ("Uzbekistan rolled out the red carpet for the Turkish president.", "CONSULT", "visit", "TUR", "UZB"),
    (
        "The Croatian foreign minister dropped in on the Slovenian president.",
        "CONSULT",
        "visit",
        "HRV",
        "SVN",
    ),
    ("A Rwandan delegation arrived in Luanda on Wednesday.", "CONSULT", "visit", "RWA", "AGO"),
    ("The Kenyan envoy shuttled between Juba and Khartoum.", "CONSULT", "visit", "KEN", "SDN SSD"),
    ("Botswana's president paid a courtesy call on the king of Lesotho.", "CONSULT", "visit", "BWA", "LSO"),
    ("Vietnam sent a delegation to Havana.", "CONSULT", "visit", "VNM", "CUB"),
    ("The Dalai Lama was received in Prague.", "CONSULT", "visit", "CHN", "CZE"),
    ("The Nigerian foreign minister is on her way to Niamey.", "CONSULT", "visit", "NGA", "NER"),
    ("Latvian and Estonian ministers held talks in Riga.", "CONSULT", "visit", "EST", "LVA"),
    # third parties
    ("Qatar brokered talks between Chad and Sudan.", "CONSULT", "third-party", "QAT SDN TCD", ""),
    (
        "Switzerland carried messages between Iran and the United States.",
        "CONSULT",
        "third-party",
        "CHE IRN USA",
        "",
    ),
    ("Kenya brought Ethiopia and Somalia to one table.", "CONSULT", "third-party", "ETH KEN SOM", ""),
    (
        "Azerbaijan and Armenia resumed talks under Russian mediation.",
        "CONSULT",
        "third-party",
        "ARM AZE RUS",
        "",
    ),
    ("Saudi Arabia hosted talks between Russia and Ukraine.", "CONSULT", "third-party", "RUS SAU UKR", ""),
    ("Chad mediated between Sudan and Libya.", "CONSULT", "third-party", "LBY SDN TCD", ""),
    # assemblies
    ("Madagascar's president addressed the African Union summit.", "CONSULT", "multilateral", "MDG", "AFU"),
    ("Thailand's prime minister attended the ASEAN summit.", "CONSULT", "multilateral", "THA", "ASE"),
    ("Modi met Xi on the sidelines of the BRICS summit.", "CONSULT", "multilateral", "CHN IND", ""),
    ("Vanuatu's premier spoke before the General Assembly.", "CONSULT", "multilateral", "VUT", "UNO"),
    # cooperation
    ("Swedish and Finnish police teamed up to hunt the smugglers.", "COOPERATE", None, "FIN SWE", ""),
    ("Colombian and Ecuadorean police cracked a drug ring together.", "COOPERATE", None, "COL ECU", ""),
    ("Benin and Togo launched joint patrols on the border.", "COOPERATE", None, "BEN TGO", ""),
    ("India and Sri Lanka exchanged prisoners on Monday.", "COOPERATE", None, "IND LKA", ""),
    ("Spain extradited a banker to Peru.", "COOPERATE", None, "ESP", "PER"),
    ("Trade between Malawi and Mozambique resumed on Friday.", "COOPERATE", None, "MOZ MWI", ""),
    ("Jordan reopened its border crossing with Syria.", "COOPERATE", None, "JOR SYR", ""),
    ("Brazil shares satellite data with Guyana.", "COOPERATE", None, "BRA GUY", ""),
    ("Kazakhstan sold oil to Germany.", "COOPERATE", None, "KAZ", "DEU"),
    ("The Soviet Union bartered tractors for Indian tea.", "COOPERATE", None, "IND RUS", ""),
    ("Italy handed the fugitive over to Albania.", "COOPERATE", None, "ITA", "ALB"),
    # help
    ("Uganda took in 40,000 Congolese refugees.", "AID", None, "UGA", "COD"),
    ("China footed the bill for Malawi's stadium.", "AID", None, "CHN", "MWI"),
    ("Qatar threw Lebanon a lifeline.", "AID", None, "QAT", "LBN"),
    ("The United Arab Emirates bailed out Egypt.", "AID", None, "ARE", "EGY"),
    ("Japan gifted two patrol boats to Palau.", "AID", None, "JPN", "PLW"),
    ("Cuban medics landed in Angola.", "AID", None, "CUB", "AGO"),
    ("Israel gave Cyprus two firefighting planes and medicine.", "AID", None, "ISR", "CYP"),
    ("The IMF released $1.3bn to Kenya.", "AID", None, "IMF", "KEN"),
    ("France wrote off Sudan's debt.", "AID", None, "FRA", "SDN"),
    ("Ecuador granted asylum to a Venezuelan judge.", "AID", None, "ECU", "VEN"),
    ("Ethiopia received wheat from Ukraine.", "AID", None, "UKR", "ETH"),
    ("Senegal has dispatched a contingent of 200 peacekeepers to Mali.", "AID", None, "SEN", "MLI"),
    ("Britain trained Ukrainian soldiers.", "AID", None, "GBR", "UKR"),
    ("Aid from Oman arrived in Yemen.", "AID", None, "OMN", "YEM"),
    # yielding in deed
    ("Belgium gave back a tooth to Congo.", "RETREAT", None, "BEL", "COD"),
    ("Ethiopian troops cleared out of Baidoa.", "RETREAT", "withdraw", "ETH", "SOM"),
    ("Iran let two French cyclists go.", "RETREAT", "release", "IRN", "FRA"),
    ("North Korea sent home an American student.", "RETREAT", "release", "PRK", "USA"),
    ("Venezuela freed six American prisoners.", "RETREAT", "release", "VEN", "USA"),
    ("Germany returned the skulls to Namibia.", "RETREAT", None, "DEU", "NAM"),
    ("French forces pulled out of Niger.", "RETREAT", "withdraw", "FRA", "NER"),
    ("Iran let UN inspectors into the plant.", "RETREAT", "access", "IRN", "UNO"),
    ("Israel stopped bombing Lebanon.", "RETREAT", "ceasefire", "ISR", "LBN"),
    ("Saudi Arabia lifted its blockade of Qatar.", "RETREAT", None, "SAU", "QAT"),
    ("The rebels in Aceh surrendered their rifles to Finland's monitors.", "RETREAT", "disarm", "IDN", "FIN"),
    ("Canada unfroze Libyan assets.", "RETREAT", None, "CAN", "LBY"),
    ("A Tashkent court freed two Afghan traders on bail.", "RETREAT", "release", "UZB", "AFG"),
    # peacekeepers help, other soldiers do not
    ("Kenya is sending a battalion to the United Nations force in eastern Congo.", "AID", None, "KEN", "COD"),
    ("Bolivian soldiers were deployed as peacekeepers in Angola.", "AID", None, "BOL", "AGO"),
    (
        "The first Ethiopian contingent of the peacekeeping mission landed in Bujumbura.",
        "AID",
        None,
        "ETH",
        "BDI",
    ),
    ("Uganda sent two battalions into Ituri.", "MOBILIZE", "troops", "UGA", "COD"),
    ("South Korea is giving Guinea six million dollars to fight the fever.", "AID", None, "KOR", "GIN"),
    ("The World Bank has spent millions on helping Liberia reopen its schools.", "AID", None, "WBK", "LBR"),
    # what one calls somebody for, and whose round it is
    (
        "Ghana's president called President Alassane Ouattara to congratulate him on his victory.",
        "CONSULT",
        "phone",
        "CIV GHA",
        "",
    ),
    (
        "Ghana's president called President Alassane Ouattara to congratulate him on his victory.",
        "SUPPORT",
        None,
        "GHA",
        "CIV",
    ),
    (
        "On Nov. 2 Peru's premier called the Chilean president to discuss it.",
        "CONSULT",
        "phone",
        "CHL PER",
        "",
    ),
    ("Mexico and Canada began a new round of joint naval exercises.", "COOPERATE", None, "CAN MEX", ""),
    ("Panama disclosed account data to Mexican prosecutors.", "COOPERATE", None, "PAN", "MEX"),
    (
        "Oman launched a mediation effort between Yemen and Qatar.",
        "CONSULT",
        "third-party",
        "OMN QAT YEM",
        "",
    ),
    # backing in words is no promise of goods; easing and reversing
    ("Norway pledged full support for Georgia's bid.", "SUPPORT", None, "NOR", "GEO"),
    ("Norway promised Georgia two frigates.", "AGREE", None, "NOR", "GEO"),
    ("China cut its tariffs on Thai fruit.", "CONCEDE", None, "CHN", "THA"),
    ("Austria has reversed its decision to bar Turkish wrestlers.", "CONCEDE", None, "AUT", "TUR"),
    ("Mali's junta is willing to pull its troops out of Niger.", "CONCEDE", None, "MLI", "NER"),
]
SILENT: list[str] = [
    "Djibouti hosts a Japanese military base.",
    "The Hungarian striker handed Ghana the lead.",
    "India and Pakistan share a border of 3,300 kilometres.",
    "Kenya lends its name to a coffee of the Swedish chain.",
    "Qatar hosted the World Cup.",
    "Norway's salmon exports to China amounted to 20,000 tonnes, a tenth of the total.",
    "Morocco meets Portugal's conditions.",
    "The patient was treated as a guest in Finland.",
]
OURS = frozenset(["CONSULT", "COOPERATE", "AID", "RETREAT"])


@pytest.fixture(scope="module")
def coded() -> dict[str, tuple[Event, ...]]:
    """The events of every sentence, each an article of its own."""
    texts = [*(case[0] for case in CASES), *SILENT]
    inputs = [CoderInput(str(i), "", text, dt.date(2024, 5, 15)) for i, text in enumerate(texts)]
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


@pytest.mark.parametrize("text", SILENT)
def test_no_meeting_help_or_retreat(text: str, coded: dict[str, tuple[Event, ...]]) -> None:
    """Figures of speech, sport, trade figures and standing relations yield no event of these types."""
    assert not [e.event_type for e in coded[text] if e.event_type in OURS]


def test_a_drill_called_off_is_no_exchange_cut() -> None:
    """Suspended manoeuvres are COOPERATE that did not take place."""
    (event,) = next(
        iter(Coder("all").code([CoderInput("1", "", "Jordan suspended joint drills with Israel.")]))
    )
    assert (event.event_type, event.status, event.plover_type) == ("COOPERATE", "cancelled", "SANCTION")


def test_what_may_have_happened_is_no_threat() -> None:
    """A guess at the past is hypothetical and keeps its type; a step still open is threatened."""
    said = [
        "Chinese hackers may have attacked Norway's ministries.",
        "Chinese hackers may attack Norway's ministries.",
    ]
    events = [next(iter(e)) for e in Coder("all").code([CoderInput("1", "", text) for text in said])]
    assert [(e.status, e.plover_type) for e in events] == [
        ("hypothetical", "COERCE"),
        ("hypothetical", "THREATEN"),
    ]
