"""The anatomy of a noun phrase: its segments, and whose its head is.

Words before the head tell (Georgian, Kuwait's, UN), and words after it (of Peru, from Chad, in Tbilisi), save
those that name a backer, an enemy or the place somebody is sent to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.events.who.lexicon import ORGANISATIONS
from transforms.events.who.mentions import Mention

# Kinds that say which state or organisation something belongs to.
BELONGING = frozenset(
    [
        "country",
        "demonym",
        "people",
        "capital",
        "city",
        "region",
        "dependency",
        "metonym",
        "organisation",
        "armed_group",
    ]
)
BODIES = frozenset({"organisation", "armed_group", "metonym"})
_CUT = re.compile(
    r"[,;:(—–]| (?:who|which|that|whose|of|to|in|from|for|at|on|with|near|against|by|and|or|over|after|as"
    r"|during|under|inside|outside|within|between|among|including|into|towards?|along|than|since|before|but|where|when"
    r"|on behalf of)(?= )",
    re.IGNORECASE,
)
_NOT_ITS_OWN = re.compile(
    r"[- ](?:backed|funded|sponsored|supported|aligned|armed|trained|installed|allied|bound|born|occupied"
    r"|speaking|held|imposed|brokered|mediated|hosted|made|friendly|leaning|linked|appointed|supplied|donated)\b"
)
_OPPOSED = re.compile(r"(?:^|[^\w])(?:anti|pro|non|trans|cross)-$", re.IGNORECASE)
FORMER = re.compile(
    r"\b(?:former|formerly|ex|onetime|one-time|erstwhile|ousted|deposed|late|retired|toppled|overthrown"
    r"|disgraced|previous)[ -]",
    re.IGNORECASE,
)
RANK = re.compile(r"\b(acting|interim|deputy|vice|assistant|caretaker|transitional)[ -]$", re.IGNORECASE)
# Adjectives among them only in small letters: New Zealand is no new Zealand.
DETERMINER = re.compile(
    r"(?:(?:(?i:the|a|an|this|that|these|those|his|her|its|their|our|my|your|some|any|all|both|several|many"
    r"|most|few|two|three|four|five|six|seven|eight|nine|ten|dozens of|hundreds of|thousands of"
    r"|tens of thousands of|scores of|a group of|groups of|a number of|members of|about|around|more than"
    r"|at least|up to|over|nearly|almost)|\d[\d,.]*|hundred|thousand|million|senior|top|other|another|unnamed"
    r"|unidentified|key|local|new|its own)[ ]+)+"
)
# "dozens of Kenyan police": the party is what is counted.
QUANTITY = re.compile(
    r"(?i:(?:the |a |an |some |several |at least |more than )*"
    r"(?:dozens?|hundreds?|thousands|tens of thousands|hundreds of thousands|scores|millions|groups?"
    r"|number|handful|couple|majority|rest|most|some|many|several|all|half|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|each|both|members?|delegation|team|column|convoy|coalition|alliance|crowds?|generations?"
    r"|families|relatives|parts?)"
    r" of (?:the |its |his |her |their |these |those )?)(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a phrase: the preposition or comma that opens it, and its offsets."""

    opener: str
    start: int
    end: int


def segments(text: str, mentions: tuple[Mention, ...]) -> list[Segment]:
    """`text` cut at commas, prepositions and relative pronouns that lie outside mentions and names."""
    cuts: list[tuple[int, int, str]] = []
    for cut in _CUT.finditer(text):
        at = cut.start()
        if any(mention.start <= at < mention.end for mention in mentions):
            continue
        cuts.append((at, cut.end(), cut.group().strip().lower()))
    parts: list[Segment] = []
    opener, start = "", 0
    for at, end, word in cuts:
        if at <= start and not text[start:at].strip():
            opener, start = word if word not in ",(" or not opener else opener, end
            continue
        parts.append(Segment(opener, start, at))
        opener, start = word, end
    parts.append(Segment(opener, start, len(text)))
    return parts


def belongs_elsewhere(text: str, mention: Mention) -> bool:
    """Whether a modifier names a backer, an enemy or an origin, not the party's own state."""
    if _NOT_ITS_OWN.match(text, mention.end):
        return True
    return _OPPOSED.search(text[max(0, mention.start - 8) : mention.start]) is not None


_BY_THE_WAY = re.compile(
    r"-[a-z]+ed\b|(?:['’]s?)? (?:founding )?(?:charter|covenant|resolutions?|conventions?)\b"
)


def by_the_way(text: str, mention: Mention) -> bool:
    """Whether whoever is named takes no part: "its Mexican-backed presidency", "a violation of the UN charter"."""
    return _BY_THE_WAY.match(text, mention.end) is not None


def is_possessor(text: str, mention: Mention) -> bool:
    """Whether "'s" or a plural's bare apostrophe follows."""
    return re.match(r"['’](?:s\b|S\b)?(?=\s|$)", text[mention.end : mention.end + 3]) is not None


def owner_of(text: str, modifiers: list[Mention], *, posting: bool = False) -> Mention | None:
    """Whose the head is: the organisation among its modifiers, else the state nearest to it.

    Somebody posted to an organisation is his state's man: "Britain's UN ambassador".
    """
    owners = [
        m
        for m in modifiers
        if m.kind in BELONGING | {"person"} and m.country and not belongs_elsewhere(text, m)
    ]
    if not owners:
        return None
    bodies = [m for m in owners if m.country in ORGANISATIONS]
    states = [m for m in owners if m.country not in ORGANISATIONS]
    if posting and states:
        return states[-1]
    return bodies[-1] if bodies else states[-1]


def owner_after(
    text: str, head: Mention, mentions: tuple[Mention, ...], parts: list[Segment], *, within_place: bool
) -> Mention | None:
    """The party after of, for, from or in that the head belongs to."""
    posting = bool(head.traits & {"posting", "envoy"})
    allowed = {"of", "from"} if posting else {"of", "for", "from", "at", "within", "on behalf of"}
    if "inherits" in head.traits or "plural" not in head.traits and head.kind == "office" and not posting:
        allowed |= {"for", "in"}
    if within_place:
        allowed |= {"in", "on", "inside", "near"}
    for part in parts[1:]:
        if part.opener not in allowed:
            if part.opener in (",", "who", "that", "which", ":", ";", "to", "with", "against"):
                break
            continue
        found = [
            m for m in mentions
            if part.start <= m.start < part.end and m.country and m.kind in BELONGING | {"person"}
            and not belongs_elsewhere(text, m)
        ]  # fmt: skip
        if found:
            bodies = [m for m in found if m.country in ORGANISATIONS]
            return bodies[0] if bodies else found[0]
    return None


def basis_of(
    text: str, head: Mention, modifiers: list[Mention], mentions: tuple[Mention, ...], parts: list[Segment]
) -> Mention | None:
    """The body whose sector a spokesman, leader or official shares: "army spokesman", "leader of Hamas"."""
    if "inherits" not in head.traits:
        return None
    bodies = BODIES | {"agent", "office"}
    near = [m for m in modifiers if m.kind in bodies and m.sector and not (m.traits & {"ref"})]
    if near:
        return near[-1]
    for part in parts[1:]:
        if part.opener in ("of", "for", "from", "at", "with", "in"):
            found = [
                m for m in mentions if part.start <= m.start < part.end and m.kind in bodies and m.sector
            ]
            if found:
                return found[-1]
        if part.opener == ",":
            break
    return None


def phrase_start(text: str, modifiers: list[Mention], head: Mention) -> int:
    """Where a phrase starts once determiners and counts are left out."""
    match = DETERMINER.match(text)
    start = match.end() if match else 0
    first = min([m.start for m in modifiers] + [head.start])
    return min(start, first) if start <= first else first


def ranked(role: str | None, before: str) -> str | None:
    """A role with the rank that the words before the title give it: Acting President, Deputy Speaker."""
    rank = RANK.search(before)
    if role is None or rank is None or role.lower().startswith(rank.group(1).lower()):
        return role
    return f"{rank.group(1).capitalize()} {role}"
