"""One noun phrase read as a party: its head, whose it is, what office it names, and who holds it.

"Kuwait's parliament speaker", "the former French president Nicolas Sarkozy", "government of Néstor Kirchner":
the reading needs no parser, only the lexicon's mentions and the order of words. What the phrase alone does not
tell (a bare surname, "the foreign minister") is left open here; `actors.resolve_actor` fills it from the
article.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from transforms.events.folding import fold
from transforms.events.lexicon import ORGANISATIONS, load
from transforms.events.mentions import Mention, find_mentions, person_mention
from transforms.events.names import find_name, is_person_like

# Kinds that say which state or organisation something belongs to.
BELONGING = frozenset(
    "country demonym people capital city region dependency metonym organisation armed_group".split()
)
_BODIES = frozenset({"organisation", "armed_group", "metonym"})
_TERRITORIES = frozenset({"country", "capital", "city", "region", "dependency", "demonym", "people"})

PRONOUNS = frozenset(
    """he she it they him her them his hers its their theirs we us our i me my you your himself herself itself
    themselves ourselves who whom whose which that this these those one someone somebody anyone anybody everyone
    everybody nobody both others another each each other some many several""".split()
)
_CUT = re.compile(
    r"[,;:(—–]| (?:who|which|that|whose|of|to|in|from|for|at|on|with|near|against|by|and|or|over|after|as|during|under"
    r"|inside|outside|within|between|among|including|into|toward|towards|along|than|since|before|but|where|when|on behalf of)"
    r"(?= )",
    re.IGNORECASE,
)
_NOT_ITS_OWN = re.compile(
    r"[- ](?:backed|funded|sponsored|supported|aligned|armed|trained|installed|allied|bound|born|occupied|speaking|held"
    r"|imposed|brokered|mediated|hosted|made|friendly|leaning|linked|appointed|supplied|donated)\b"
)
_OPPOSED = re.compile(r"(?:^|[^\w])(?:anti|pro|non|trans|cross)-$", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:former|formerly|ex|onetime|one-time|erstwhile|ousted|deposed|late|retired|toppled|overthrown|disgraced|previous)[ -]",
    re.IGNORECASE,
)
_RANK = re.compile(r"\b(acting|interim|deputy|vice|assistant|caretaker|transitional)[ -]$", re.IGNORECASE)
_DETERMINER = re.compile(
    r"(?:(?:the|a|an|this|that|these|those|his|her|its|their|our|my|your|some|any|all|both|several|many|most|few|two|three"
    r"|four|five|six|seven|eight|nine|ten|dozens of|hundreds of|thousands of|tens of thousands of|scores of|a group of"
    r"|groups of|a number of|members of|about|around|more than|at least|up to|over|nearly|almost|\d[\d,.]*|hundred|thousand"
    r"|million|senior|top|other|another|unnamed|unidentified|key|local|new|its own)[ ]+)+",
    re.IGNORECASE,
)
_ELIGIBLE_FOR_FORMER = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY"})


@dataclass(frozen=True, slots=True)
class Actor:
    """A party as resolved: canonical name, code, sectors, office, and where its most telling words stand.

    `country` is an ISO alpha-3 or organisation code; None where the party belongs to no single one or it cannot
    be told. `kind` is the kind of the head ("person", "office", "agent", "country", …; "unknown" for a noun the
    lexicon does not have). `span` holds the offsets, in the text given, of the most specific verbatim mention
    (person, then office, institution, metonym or country). `guessed` marks a country taken from the surroundings
    instead of the words themselves.
    """

    name: str
    country: str | None = None
    sector: str | None = None
    sectors_other: tuple[str, ...] = ()
    role: str | None = None
    entity_id: str | None = None
    kind: str = "unknown"
    span: tuple[int, int] = (0, 0)
    guessed: bool = False


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


def _is_possessor(text: str, mention: Mention) -> bool:
    """Whether "'s" or a plural's bare apostrophe follows."""
    return re.match(r"['’](?:s\b|S\b)?(?=\s|$)", text[mention.end : mention.end + 3]) is not None


def resolve_phrase(text: str, *, date: datetime.date | None = None) -> Actor:
    """The party that the noun phrase `text` names, by its own words and the lexicon alone."""
    stripped = text.strip()
    if not stripped:
        return Actor("", span=(0, 0))
    if stripped.lower() in PRONOUNS:
        start = text.index(stripped)
        return Actor(stripped, sector="UNK", kind="pronoun", span=(start, start + len(stripped)))
    mentions = find_mentions(text, date)
    parts = segments(text, mentions)
    head_part = parts[0]
    within = [m for m in mentions if m.start < head_part.end]
    # "French and German ministers": the bare adjective shares the noun that follows.
    while (
        len(parts) > 1 and parts[1].opener in ("and", "or") and within and within[-1].kind == "demonym"
        and not text[within[-1].end : head_part.end].strip()
    ):  # fmt: skip
        head_part = Segment("", head_part.start, parts[1].end)
        parts = [head_part, *parts[2:]]
        within = [m for m in mentions if m.start < head_part.end]
    person = _person(text, mentions, parts, date)
    if person is not None:
        return person
    if not within:
        return _unnamed(text, head_part, mentions, parts, date)
    head = within[-1]
    tail = text[head.end : head_part.end]
    if re.sub(r"^['’]s?\b|['’]", "", tail).strip(" .\"”“'’?!"):
        return _unnamed(text, head_part, mentions, parts, date)
    if head.kind in _TERRITORIES:
        return _territory(text, head, within, head_part)
    if head.kind in _BODIES:
        return _body(text, head, within, head_part)
    return _group(text, head, within, parts, date)


def _territory(text: str, head: Mention, within: list[Mention], part: Segment) -> Actor:
    """A state, city or people by name alone."""
    if head.kind == "people" and head.country is None:
        owner = _owner(text, within[:-1])
        if owner is not None:
            head = replace(head, country=owner.country)
    return _from_mention(head, (head.start, head.end))


def _from_mention(mention: Mention, span: tuple[int, int]) -> Actor:
    return Actor(
        mention.name, mention.country, mention.sector, mention.sectors_other, mention.role, mention.entity_id,
        mention.kind, span,
    )  # fmt: skip


def _owner(text: str, modifiers: list[Mention], *, posting: bool = False) -> Mention | None:
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


def _body(text: str, head: Mention, within: list[Mention], part: Segment) -> Actor:
    """An organisation, armed group or seat of power by name."""
    actor = _from_mention(head, (head.start, head.end))
    owner = _owner(text, within[:-1])
    if (
        owner is not None
        and ("weak" in head.traits or head.country is None)
        and owner.country not in ORGANISATIONS
    ):
        return replace(actor, country=owner.country, span=(_start(text, within[:-1], head), head.end))
    return actor


def _start(text: str, modifiers: list[Mention], head: Mention) -> int:
    """Where a phrase starts once determiners and counts are left out."""
    match = _DETERMINER.match(text)
    start = match.end() if match else 0
    first = min([m.start for m in modifiers] + [head.start])
    return min(start, first) if start <= first else first


def _posterior(
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


def _group(
    text: str, head: Mention, within: list[Mention], parts: list[Segment], date: datetime.date | None
) -> Actor:
    """An office or a common noun: whose it is, and its sector."""
    mentions = find_mentions(text, date)
    modifiers = within[:-1]
    owner = _owner(text, modifiers, posting="posting" in head.traits)
    abroad = head.kind == "agent" and head.sector not in ("MIL", None) and "posting" not in head.traits
    end = head.end
    if owner is None:
        owner = _posterior(text, head, mentions, parts, within_place=abroad)
        if owner is not None and any(
            p.opener in ("of", "for") and p.start <= owner.start < p.end for p in parts
        ):
            end = owner.end
    sector, others = head.sector, head.sectors_other
    role = head.role
    basis = _basis(text, head, modifiers, mentions, parts)
    if basis is not None:
        sector, others = basis.sector, basis.sectors_other
    if (
        owner is not None
        and owner.country in ORGANISATIONS
        and head.kind == "office"
        and "posting" not in head.traits
    ):
        if basis is None:
            sector, others = owner.sector, owner.sectors_other
    if head.traits & {"ngo"} and owner is None:
        return Actor(
            text[head.start : head.end], "NGO", sector, others, None, head.entity_id, head.kind,
            (_start(text, modifiers, head), head.end),
        )  # fmt: skip
    if "ref" in head.traits:
        sector = None
    if role is not None:
        rank = _RANK.search(text[: head.start])
        if rank and not role.lower().startswith(rank.group(1).lower()):
            role = f"{rank.group(1).capitalize()} {role}"
    if _FORMER.search(text[: head.start]) and (sector in _ELIGIBLE_FOR_FORMER or head.kind == "office"):
        sector, others = "ELI", ()
        role = f"Former {role}" if role else None
    if owner is not None and "PRE" in owner.sectors_other and "PRE" not in others:
        others = (*others, "PRE")
    span = (_start(text, modifiers, head), end)
    country = owner.country if owner is not None else None
    return Actor(text[span[0] : span[1]], country, sector, others, role, head.entity_id, head.kind, span)


def _basis(
    text: str, head: Mention, modifiers: list[Mention], mentions: tuple[Mention, ...], parts: list[Segment]
) -> Mention | None:
    """The body whose sector a spokesman, leader or official shares: "army spokesman", "leader of Hamas"."""
    if "inherits" not in head.traits:
        return None
    bodies = _BODIES | {"agent", "office"}
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


def _unnamed(
    text: str, part: Segment, mentions: tuple[Mention, ...], parts: list[Segment], date: datetime.date | None
) -> Actor:
    """A noun the lexicon does not have: only its modifiers tell whose it is."""
    within = [m for m in mentions if m.start < part.end]
    owner = _owner(text, within)
    if owner is None:
        pseudo = Mention(
            part.start, part.end, text[part.start : part.end], "agent", "", "", None, "CVL", None
        )
        owner = _posterior(text, pseudo, mentions, parts, within_place=True)
    match = _DETERMINER.match(text)
    start = match.end() if match and match.end() < part.end else 0
    end = part.end
    while end > start and text[end - 1] in " .'’\"”":
        end -= 1
    bodies = [m for m in within if m.kind in _BODIES | {"agent", "office"} and m.sector]
    sector = bodies[-1].sector if bodies and bodies[-1].sector else None
    return Actor(text[start:end], owner.country if owner else None, sector, span=(start, end))


def _person(
    text: str, mentions: tuple[Mention, ...], parts: list[Segment], date: datetime.date | None
) -> Actor | None:
    """The person the phrase is about, if it names one."""
    head_end = parts[0].end
    for mention in mentions:
        if mention.kind != "person":
            continue
        apposed = mention.start >= head_end and any(
            p.opener == "," and p.start <= mention.start < p.end for p in parts
        )
        # "Mugabe's party" is the party's; "government of X" the government's.
        if (mention.start < head_end or apposed) and not _possesses(text, mention):
            return _known_person(text, mention, mentions, parts, date)
    spot = _name_spot(text, mentions, parts)
    if spot is None:
        return None
    start, end = spot
    title = _title(text, start, end, mentions, parts)
    country, others = _country_of_person(text, start, end, mentions, parts, title)
    known = known_by_surname(text[start:end], country, title.role if title else None, date)
    if known is not None:
        mention = person_mention(load(), known, text, start, end, date)
        return _known_person(text, mention, (*mentions, mention), parts, date)
    return _titled(text, start, end, text[start:end], None, country, title, others, mentions, parts)


def _possesses(text: str, mention: Mention) -> bool:
    if not _is_possessor(text, mention):
        return False
    return bool(text[mention.end :].lstrip("'’sS ").strip(" .,"))


def _name_spot(text: str, mentions: tuple[Mention, ...], parts: list[Segment]) -> tuple[int, int] | None:
    """Where a person's name stands in the phrase: after a title, after "Qatar's", or in apposition to a title."""
    head_end = parts[0].end
    taken = [m for m in mentions if m.kind not in ("office", "agent")]
    for mention in mentions:
        if mention.kind != "office" or "plural" in mention.traits and mention.start < head_end:
            continue
        if mention.start >= head_end:
            continue
        if text[mention.end : mention.end + 1] == " ":
            spot = _clean_name(text, mention.end + 1, taken, mentions)
            if spot is not None:
                return spot
        if len(parts) > 1:
            for part in parts[1:]:
                if part.opener != ",":
                    continue
                begin = part.start + (
                    len(text[part.start : part.end]) - len(text[part.start : part.end].lstrip())
                )
                spot = _clean_name(text, begin, taken, mentions)
                if spot is not None and is_person_like(text[spot[0] : spot[1]]) and spot[1] >= part.end - 1:
                    return spot
                break
    # "Qatar's Mohammed al-Sada"; "Mohammed al-Sada, the Qatari energy minister"
    for mention in mentions:
        if mention.kind in ("country", "organisation", "region", "dependency") and _is_possessor(
            text, mention
        ):
            begin = mention.end + 3
            spot = _clean_name(text, begin, [m for m in taken if m != mention], mentions)
            if spot is not None and spot[1] >= head_end - 1 and is_person_like(text[spot[0] : spot[1]]):
                return spot
    if len(parts) > 1 and parts[0].start == 0:
        offices = [m for m in mentions if m.kind == "office" and m.start >= head_end]
        spot = _clean_name(text, 0, taken, mentions)
        apposed = offices and parts[1].opener in (",", "who")
        of_state = parts[1].opener == "of" and any(
            m.kind == "country" and m.start >= head_end for m in mentions
        )
        if (
            spot is not None
            and (apposed or of_state)
            and spot[1] >= head_end
            and is_person_like(text[spot[0] : spot[1]])
        ):
            return spot
    return None


def _clean_name(
    text: str, begin: int, taken: list[Mention], mentions: tuple[Mention, ...]
) -> tuple[int, int] | None:
    """A name that starts at `begin` and does not run into another actor."""
    spot = find_name(text, begin)
    if spot is None:
        return None
    start, end = spot
    for mention in mentions:
        if mention.kind == "office" and mention.start <= start < mention.end:
            return None
    for mention in taken:
        if mention.start <= start < mention.end or start <= mention.start < end:
            words = text[start:end].split(" ")
            # Given names that are also places ("Jordan Smith") are left to names of two words or more.
            if mention.start == start and mention.kind in ("city", "region", "capital") and len(words) > 1 \
                    and mention.end < end and " " not in mention.text:  # fmt: skip
                continue
            if mention.start > start:
                end = mention.start
                while end > start and text[end - 1] in " -":
                    end -= 1
                if end <= start:
                    return None
                continue
            return None
    return (start, end)


def _title(
    text: str, start: int, end: int, mentions: tuple[Mention, ...], parts: list[Segment]
) -> Mention | None:
    """The office named with a person: just before the name, else in apposition."""
    before = [m for m in mentions if m.kind == "office" and m.end <= start]
    if before:
        return before[-1]
    after = [m for m in mentions if m.kind == "office" and m.start >= end]
    return after[0] if after else None


def _country_of_person(
    text: str,
    start: int,
    end: int,
    mentions: tuple[Mention, ...],
    parts: list[Segment],
    title: Mention | None,
) -> tuple[str | None, tuple[str, ...]]:
    """The state or organisation a named person acts for, from the words around the name."""
    before = [m for m in mentions if m.end <= start and m.kind in BELONGING]
    posting = title is not None and "posting" in title.traits
    owner = _owner(
        text,
        [m for m in before if title is None or m.end <= title.start or title.start >= end],
        posting=posting,
    )
    if owner is None and before:
        owner = _posterior(text, title, mentions, parts, within_place=False) if title is not None else None
    if owner is None:
        # "Alan García of Peru"; ", the Slovak foreign minister"; ", minister of Y"
        later = [m for m in mentions if m.start >= end]
        if title is not None and title.start >= end:
            owner = _owner(text, [m for m in later if m.end <= title.start], posting=posting)
        if owner is None and (title is None or title.start < end or not posting):
            owner = next(
                (m for m in later if m.kind in BELONGING and m.country and _opener(m, parts) == "of"), None
            )
    if owner is None:
        return None, ()
    return owner.country, owner.sectors_other if owner.kind in ("region", "dependency", "demonym") else ()


def _opener(mention: Mention, parts: list[Segment]) -> str:
    return next((part.opener for part in parts if part.start <= mention.start < part.end), "")


def _titled(
    text: str, start: int, end: int, name: str, entity_id: str | None, country: str | None, title: Mention | None,
    others: tuple[str, ...], mentions: tuple[Mention, ...], parts: list[Segment],
) -> Actor:  # fmt: skip
    """A person with the office the phrase itself gives."""
    if title is None:
        return Actor(name, country, None, others, None, entity_id, "person", (start, end))
    sector, more, role = title.sector, title.sectors_other, title.role
    modifiers = [m for m in mentions if m.end <= title.start]
    basis = _basis(text, title, modifiers, mentions, parts)
    if basis is not None:
        sector, more = basis.sector, basis.sectors_other
    elif country in ORGANISATIONS and "posting" not in title.traits:
        owner = _owner(text, [m for m in mentions if m.kind in _BODIES and m.country == country])
        sector, more = (owner.sector, owner.sectors_other) if owner else (None, ())
    rank = _RANK.search(text[: title.start])
    if role and rank and not role.lower().startswith(rank.group(1).lower()):
        role = f"{rank.group(1).capitalize()} {role}"
    if _FORMER.search(text[max(0, title.start - 60) : title.start]):
        sector, more, role = "ELI", (), f"Former {role}"
    return Actor(
        name,
        country,
        sector,
        (*more, *(o for o in others if o not in more)),
        role,
        entity_id,
        "person",
        (start, end),
    )


def _known_person(
    text: str,
    mention: Mention,
    mentions: tuple[Mention, ...],
    parts: list[Segment],
    date: datetime.date | None,
) -> Actor:
    """A person of the lexicon: an office in the phrase beats the lexicon's, and so does a state."""
    title = _title(text, mention.start, mention.end, mentions, parts)
    span = (mention.start, mention.end)
    if title is None:
        country, _ = _country_of_person(text, mention.start, mention.end, mentions, parts, None)
        mention = _namesake(text, mention, country, date)
        actor = _from_mention(mention, span)
        if country and country not in ORGANISATIONS and mention.country is None:
            actor = replace(actor, country=country)
        return actor
    country, others = _country_of_person(text, mention.start, mention.end, mentions, parts, title)
    mention = _namesake(text, mention, country, date)
    tenures = load().tenures[mention.entity_id]
    # Of several employers in a life, the title tells which: "EU foreign policy chief Josep Borrell".
    if country is None:
        fitting = [t for t in tenures if t.role.lower() == (title.role or "").lower()]
        country = fitting[-1].country if fitting and mention.country is None else mention.country
        if fitting and all(t.country != country for t in fitting):
            country = fitting[-1].country
    held = [
        t
        for t in tenures
        if t.role.lower() == (title.role or "").lower() and (not country or t.country == country)
    ]
    if not held and title.traits & {"inherits", "envoy", "head"} and mention.role and mention.sector != "ELI" \
            and not _FORMER.search(text[: title.start]):  # fmt: skip
        actor = _from_mention(mention, span)
        return replace(actor, country=country or actor.country)
    return _titled(
        text,
        mention.start,
        mention.end,
        mention.name,
        mention.entity_id,
        country,
        title,
        others,
        mentions,
        parts,
    )


def _namesake(text: str, mention: Mention, country: str | None, date: datetime.date | None) -> Mention:
    """The bearer of the same name whose state the phrase gives: "Jordan's King Abdullah"."""
    if country is None or country == mention.country:
        return mention
    lexicon = load()
    for person in lexicon.namesakes.get(fold(mention.text).lower(), ()):
        other = person_mention(lexicon, person, text, mention.start, mention.end, date)
        if other.country == country:
            return other
    return mention


def known_by_surname(
    name: str, country: str | None, role: str | None, date: datetime.date | None
) -> str | None:
    """The lexicon person meant by a bare surname, when office, state and date leave exactly one."""
    lexicon = load()
    candidates = lexicon.surnames.get(fold(name).lower(), ())
    if not candidates:
        return None
    fitting: list[str] = []
    when = date or datetime.date.max
    for person in candidates:
        for tenure in lexicon.tenures[person]:
            if country is not None and tenure.country != country:
                continue
            if role is not None and tenure.role.lower() != role.lower():
                continue
            if country is None and role is None:
                continue
            if tenure.covers(when) or date is None:
                fitting.append(person)
                break
    return fitting[0] if len(set(fitting)) == 1 else None
