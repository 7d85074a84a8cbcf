"""Words that stand for parties without naming them: pronouns, descriptions, organs, groups of countries, regions."""

from __future__ import annotations

import functools

from transforms.events.what.patterns import _rows

PERSONAL = {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
CAPTIVES = frozenset(
    """men women prisoners detainees captives hostages sailors soldiers crew crewmen fishermen pilots journalists workers
    students servicemen troops airmen tourists engineers seamen marines boatmen agents officers abductees""".split()
)
"""Words for people who may be those the article told were taken."""
THINGS = {"it", "its", "itself"}
PLURALS = {"they", "them", "their", "themselves", "both", "each", "all"}
FIRST = {"we", "us", "our", "i", "my", "me"}
PAIR_NOUNS = frozenset(
    """side country leader minister neighbour neighbor power nation capital party government president premier state man
    woman delegation ally foe rival partner counterpart ministry republic foe army general official negotiator
    diplomat statesman colleague chief adversary military court camp bank giant envoy team applicant candidate claimant belligerent
    combatant signatory enemy arch-rival archrival monarch king navy fleet parliament lawmaker""".split()
)
PLACEHOLDERS = {
    "kingdom": "KINGDOM", "emirate": "COUNTRY", "sultanate": "COUNTRY", "republic": "COUNTRY", "country": "COUNTRY",
    "nation": "COUNTRY", "island": "COUNTRY", "archipelago": "COUNTRY", "state": "COUNTRY", "neighbour": "OTHER",
    "neighbor": "OTHER", "foe": "OTHER", "rival": "OTHER", "ally": "OTHER", "bloc": "ORG", "alliance": "ORG",
    "organisation": "ORG", "organization": "ORG", "union": "ORG", "grouping": "ORG", "body": "ORG", "agency": "ORG",
    "fund": "ORG", "lender": "ORG", "forum": "ORG",
    "council": "ORG", "commission": "ORG", "court": "ORG", "tribunal": "ORG", "watchdog": "ORG", "club": "ORG", "cartel": "ORG",
    "host": "OTHER", "counterpart": "OTHER", "guest": "OTHER", "monarch": "PERSON", "leader": "PERSON", "statesman": "PERSON",
    "premier": "PERSON", "president": "PERSON", "minister": "PERSON", "chancellor": "PERSON", "diplomat": "PERSON",
    "politician": "PERSON", "envoy": "PERSON", "king": "PERSON", "emir": "PERSON", "sultan": "PERSON", "pope": "PERSON", "pontiff": "PERSON",
}  # fmt: skip
REALMS: dict[str, frozenset[str]] = {
    "emirate": frozenset("KWT QAT ARE BHR".split()),
    "sultanate": frozenset("OMN BRN".split()),
    "kingdom": frozenset(
        "SAU JOR MAR GBR NLD BEL ESP SWE NOR DNK THA KHM BTN TON LSO SWZ BHR NPL MYS".split()
    ),
    "archipelago": frozenset("PHL IDN MDV COM CPV BHS SYC VUT TON".split()),
}
"""States a word for a form of rule or land fits."""
ORGANS: dict[str, tuple[str, ...]] = {
    "assembly": ("UNO", "COE"), "council": ("UNO", "EUU", "GCC", "COE"), "commission": ("EUU", "AFU", "ECW"),
    "court": ("ICJ", "ICC", "ITL"), "tribunal": ("ITL", "ICC"), "fund": ("IMF",), "bank": ("WBK",), "agency": ("IAE",),
    "alliance": ("NAT",), "union": ("EUU", "AFU"), "community": ("CCM", "ECW", "SAD", "EAC"), "league": ("ARL",),
    "authority": ("IGD",), "organisation": ("OAS", "OIC", "SCO", "WTO"), "organization": ("OAS", "OIC", "SCO", "WTO"),
    "forum": ("PIF",), "secretariat": ("UNO", "ASE", "PIF", "CCM"), "secretary-general": ("UNO", "NAT", "ASE", "OAS", "ARL", "CWN"),
    "commonwealth": ("CWN",), "movement": ("NAL",),
}  # fmt: skip
"""Organs and bodies written with a capital and nothing else: the organisation the article names is meant."""
ORGANS_ALONE: dict[str, str | None] = {
    "secretary-general": "UNO", "high commissioner": "UNO", "special rapporteur": "UNO", "rapporteur": "UNO",
    "special representative": "UNO", "council": "UNO", "assembly": "UNO", "mission": "UNO", "tribunal": "UNO",
    "monitoring group": "UNO", "panel of experts": "UNO", "panel": "UNO", "fund": "IMF", "agency": "IAE", "court": None, "chamber": None,
}  # fmt: skip
"""Organs so written in a sentence by itself that names no organisation: papers of the United Nations write of their own
like that. A court is some state's or none."""
OUR_OWN = frozenset(
    """team teams staff monitor monitors delegation delegates lawyer lawyers colleague colleagues nurses doctors medics
    volunteers researchers director coordinator office offices clinic clinics boat ship vessel forum activists members
    surgeons teachers convoy warehouse partners experts report""".split()
)
"""What a society that writes of itself calls "our"."""
BENCH = frozenset({"judges", "bench"})
"""Who sits in a court: with "the" before, the court an article has named."""
COURTS = frozenset({"ICJ", "ICC", "ITL", "COE"})
CLUBS = frozenset(
    """EUU NAT ASE AFU ECW SAD EAC IGD MER UNS OAS CCM CEL PIF ARL GCC OIC OPC G7 G20 BRI SCO CST CIS OSC COE CWN NAL""".split()
)
FITTING: dict[str, frozenset[str]] = {
    "court": COURTS, "tribunal": COURTS, "judge": COURTS, "bench": COURTS,
    "alliance": frozenset({"NAT", "CST"}), "watchdog": frozenset({"IAE"}), "cartel": frozenset({"OPC"}),
    "fund": frozenset({"IMF"}), "lender": frozenset({"IMF", "WBK"}), "union": frozenset({"EUU", "AFU"}),
    "bloc": CLUBS, "grouping": CLUBS, "club": CLUBS, "community": CLUBS, "forum": CLUBS,
    "council": frozenset({"UNO", "EUU", "GCC", "COE", "AFU"}), "commission": frozenset({"EUU", "AFU", "ECW", "COE", "UNO"}),
    "agency": frozenset({"IAE", "UNO", "EUU", "ICR"}),
}  # fmt: skip
"""Organisations a word without a name can mean; other words fit all."""
MEMBERS = frozenset("country state nation government capital power delegation".split())
QUANTITIES = frozenset(
    """no any every each some several many most other various numerous dozens scores dozen hundred more fewer
    half another few""".split()
)
"""Words before a state noun that leave open which states are meant: "more than twenty countries", "no state"."""
COUNTERPART = frozenset(
    "counterpart colleague number predecessor successor opposite host hostess guest visitor".split()
)
COUNTS = {"two": 2, "both": 2, "pair": 2, "duo": 2, "three": 3, "trio": 3, "four": 4, "five": 5}
NOBODY = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday week month year day time today yesterday tomorrow january february
    march april may june july august september october november december morning evening night weekend decade hour minute
    meantime order addition response return end start""".split()
)
CIRCUMSTANCES = NOBODY | frozenset(
    """wake aftermath retaliation reprisal revenge view light spite case event face bid effort attempt exchange accordance connection
    advance fall spring summer winter autumn hours minutes days weeks months years mondays instead result basis behalf""".split()
)
"""Nouns after a preposition that tell when, why and how, never whom."""
ABSTRACT_HEADS = frozenset(
    """call offer request proposal demand plan decision use move claim accusation attack invasion seat embassy ambassador
    sovereignty integrity independence effort role territory border side""".split()
)


CONDITIONS = frozenset(
    "emergency siege war alert calamity exception disaster readiness affairs alarm health".split()
)
"""What a "state of" is no country of."""


@functools.cache
def groups() -> dict[str, tuple[str, ...]]:
    """Return names of country groups that stand for their members, in lower case, with the members' codes."""
    return {
        name: tuple(row["members"].split("|"))
        for _, row in _rows("groups.csv")
        for name in row["names"].split("|")
    }


@functools.cache
def group_names() -> tuple[str, ...]:
    """Return the names of country groups."""
    return tuple(groups())


@functools.cache
def regions() -> dict[str, str]:
    """Return adjectives of regions with the organisation whose leaders they usually mean."""
    return {name: row["code"] for _, row in _rows("regions.csv") for name in row["names"].split("|")}


@functools.cache
def members() -> dict[str, frozenset[str]]:
    """Return the member states of organisations by their code."""
    return {row["organisation"]: frozenset(row["members"].split("|")) for _, row in _rows("members.csv")}


@functools.cache
def clubs(code: str) -> frozenset[str]:
    """Return the organisations a state belongs to, or the organisation itself."""
    return frozenset(body for body, states in members().items() if code in states or code == body)
