"""Where an act took place where its own words leave it open: a choice among the places the article offers.

What the rules of `placing.py` find in the act's own clause stands. Where they find nothing, or only what the kind of act
implies, a meeting lends or a way leads to, a log-linear model over named features, trained by `make model`
(tools/train_places.py; the artefact is `data/places.json`), weighs that and "nowhere" against the other places of the
sentence, the meeting the article is telling of, where the act before took place, and the countries that act and suffer:
a detained reporter was where the police is, what is said on the margins of a summit is said there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from schemas.event import Place
from transforms.events.choice import Option, load
from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.when.time_words import MONTHS, WEEKDAYS
from transforms.events.where.places import PlaceMention, seat
from transforms.events.where.placing import PHYSICAL, SPOKEN

STATIC = frozenset("in at near outside inside around off on".split())
"""Prepositions of where, not whereto."""
CALENDAR = frozenset((*MONTHS, *WEEKDAYS))
SURE = ("clause", "document")
"""What gave a place that nothing overrules."""
RECENT = 3
"""Meetings and acts looked back to, and sentences told apart."""


def choose_site(draft: Draft) -> None:
    """Give a draft whose clause names no place the likeliest of its options."""
    if len(draft.sites) < 2:
        return
    place = load("places.json").choose(draft.sites).value
    if isinstance(place, Place):
        draft.place, draft.country = place, place.country
    else:
        draft.place = draft.country = None


def site_options(
    draft: Draft,
    doc: Doc,
    places: Sequence[PlaceMention],
    meetings: Sequence[tuple[int, Draft]],
    earlier: Sequence[Draft],
    filed: Place | None,
    slug: Place | None,
    shares: dict[str, float],
) -> tuple[Option, ...]:
    """Return no place and every place that may be the draft's, with features; nothing if its clause places it.

    What the rules say stands first. A call is nowhere.

    Args:
        draft: The act.
        doc: Its parsed sentence.
        places: The places the sentence names.
        meetings: The meetings of the article that took place, with the sentences that tell them.
        earlier: The acts told before, in order.
        filed: The place of the dateline.
        slug: The place the diary item opens with.
        shares: Each country's share of the article's mentions.
    """
    placed = draft.place is not None
    if draft.mode == "phone" or draft.placed_by in SURE or draft.type == "CONSULT" and placed:
        return ()
    found: dict[str, tuple[Place, list[str]]] = {}
    ranks = {code: i for i, (code, _) in enumerate(sorted(shares.items(), key=lambda s: (-s[1], s[0])))}

    def offer(place: Place | None, *names: str) -> None:
        if place is None or not place.country:
            return
        known = found.setdefault(place.country, (place, []))
        known[1].extend(names)

    for place, signs in _of_sentence(draft, doc, places):
        offer(place, *signs)
        if (
            isinstance(draft.place, Place)
            and place.name == draft.place.name
            and place.country == draft.place.country
        ):
            offer(place, *(f"by={draft.placed_by}|{sign}" for sign in signs[-3:]))
    unknown = _unknown_place(draft, doc, places)
    for steps, (index, meeting) in enumerate(reversed(meetings[-RECENT:])):
        if meeting is not draft and isinstance(meeting.place, Place):
            offer(meeting.place, *_of_meeting(draft, meeting, draft.sentence - index, steps))
    located = [d for d in earlier if isinstance(d.place, Place)]
    for steps, other in enumerate(reversed(located[-RECENT:])):
        gap = min(draft.sentence - other.sentence, RECENT)
        if isinstance(other.place, Place):
            offer(other.place, f"before={steps}", f"before={steps}|gap={gap}", *_sameness(draft, other))
    for role, parties in (("actor", draft.actors), ("recipient", draft.recipients)):
        codes = {p.country for p in parties if p.country}
        for code in sorted(codes):
            offer(_home(code), role, f"{role}|many={len(codes) > 1}", f"{role}|seat={seat(code) is not None}")
        for party in parties:
            if party.country:
                offer(_home(party.country), f"{role}|sector={party.sector}", f"{role}|unknown={unknown}")
    offer(filed, "dateline")
    offer(slug, "slug")
    if isinstance(draft.place, Place) and draft.place.country:
        by = draft.placed_by
        offer(draft.place, f"by={by}", f"by={by}|family={draft.rule}", f"by={by}|status={draft.status}")
        given = found[draft.place.country]
        found[draft.place.country] = (draft.place, given[1])
    out = [Option(None, tuple(_crossed(draft, _nowhere(draft, doc, places, meetings, located, unknown))))]
    for code, (place, names) in found.items():
        unique = list(dict.fromkeys(names))
        unique.append(f"rank={min(ranks.get(code, 9), 3)}")
        roles = "+".join(n for n in ("actor", "recipient") if n in unique)
        told = "+".join(n for n in ("here", "meeting=0", "before=0", "dateline", "slug") if n in unique)
        unique += [f"roles={roles}", f"roles={roles}|told={told}"]
        unique += [f"{name}|roles={roles}" for name in unique if name.startswith("here|rel=")]
        unique += [f"{role}|family={draft.rule}" for role in ("actor", "recipient") if role in unique]
        out.append(Option(place, tuple(_crossed(draft, unique))))
    out.sort(key=lambda option: option.value is not draft.place)
    return tuple(out)


def _crossed(draft: Draft, names: Iterable[str]) -> Iterator[str]:
    """Yield every feature by itself and with what kind of act it is about."""
    kind = "spoken" if draft.type in SPOKEN else "physical" if draft.type in PHYSICAL else draft.type
    for name in names:
        yield name
        yield f"{name}|{kind}"
        yield f"{name}|{draft.type}/{draft.mode}"


def _nowhere(
    draft: Draft,
    doc: Doc,
    places: Sequence[PlaceMention],
    meetings: Sequence[tuple[int, Draft]],
    located: Sequence[Draft],
    unknown: str | None,
) -> Iterator[str]:
    """Yield the features of an act without place."""
    yield "none"
    yield f"none|family={draft.rule}"
    yield f"none|status={draft.status}"
    yield f"none|noun={not tree.is_verb(doc[draft.trigger])}"
    yield f"none|places={min(len(places), 2)}"
    yield f"none|title={draft.sentence == 0}"
    yield f"none|met={bool(meetings)}"
    yield f"none|located={bool(located)}"
    yield f"none|dated={draft.dated}"
    yield f"none|unknown={unknown}"
    yield f"none|by={draft.placed_by}"
    for prep in sorted({c.lower_ for c in doc[draft.trigger].children if c.dep_ == "prep"}):
        yield f"none|prep={prep}"


def _of_sentence(
    draft: Draft, doc: Doc, places: Sequence[PlaceMention]
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Yield the places the sentence names: preposition, side, what they hang on."""
    trigger = doc[draft.trigger]
    clause = {t.i for t in tree.own_clause(trigger)}
    above = {t.i for t in trigger.ancestors}
    for mention in places:
        token = doc.at(mention.end - 1)
        if token is None:
            continue
        node = token
        while node.dep_ in ("compound", "conj", "appos", "nmod", "poss", "amod") and node.head.i != node.i:
            node = node.head
        prep = node.head.lower_ if node.dep_ == "pobj" else node.dep_
        side = "after" if token.i > trigger.i else "before"
        within = token.i in clause
        governor = node.head.head if node.dep_ == "pobj" else node.head
        hang = (
            "trigger"
            if governor.i == trigger.i
            else "verb"
            if tree.is_verb(governor)
            else f"noun-{governor.dep_}"
        )
        front = (
            node.dep_ == "pobj"
            and node.i < governor.i
            and not any(
                tree.children(governor, "nsubj", "nsubjpass") and c.i < node.i
                for c in tree.children(governor, "nsubj", "nsubjpass")
            )
        )
        relation = _relation(governor, trigger, above)
        yield (
            Place(
                name=mention.name,
                country=mention.country,
                latitude=mention.latitude,
                longitude=mention.longitude,
            ),
            (
                "here",
                f"here={side}|within={within}",
                f"here|{hang}|{prep}|{mention.kind}",
                f"here|prep={prep}|{within}",
                f"here|kind={mention.kind}",
                f"here|hang={hang}|{within}",
                f"here|only={len(places) == 1}",
                f"here|rel={relation}|{prep if node.dep_ == 'pobj' else '-'}",
                f"here|rel={relation}|{hang}|{prep in STATIC}",
                f"here|rel={relation}|{front}|{hang}",
            ),
        )


def _relation(governor: Token, trigger: Token, above: set[int]) -> str:
    """Return how the clause of a place lies to that of the act."""
    verb, own = tree.clause_of(governor), tree.clause_of(trigger)
    if verb.i == own.i:
        return "own"
    if verb.i in above:
        return "first" if own.dep_ == "conj" and own.head.i == verb.i else "above"
    if own.i in {a.i for a in verb.ancestors}:
        return f"below-{verb.dep_}"
    return "before" if governor.i < trigger.i else "after"


def _unknown_place(draft: Draft, doc: Doc, places: Sequence[PlaceMention]) -> str | None:
    """Return the preposition of a name the gazetteer lacks: "near Vorukh", "at Colchane"; it is where one of the parties is."""
    own = tree.clause_of(doc[draft.trigger])
    for token in doc:
        if (
            token.dep_ == "pobj"
            and token.tag_ == "NNP"
            and token.head.lower_ in STATIC
            and token.lower_ not in CALENDAR
            and tree.clause_of(token).i == own.i
            and not any(m.start <= token.idx < m.end for m in places)
        ):
            return token.head.lower_
    return None


def _of_meeting(draft: Draft, meeting: Draft, gap: int, steps: int) -> tuple[str, ...]:
    """Return the features of the place of a meeting told before."""
    codes = {p.country for p in meeting.parties() if p.country}
    there = bool({p.country for p in draft.actors} & codes)
    everybody = bool(draft.actors) and all(p.country in codes for p in draft.parties() if p.country)
    gap = min(gap, RECENT)
    aimed = any(p.country in codes for p in draft.recipients if p.country)
    return (
        f"meeting={steps}",
        f"meeting|gap={gap}|there={there}",
        f"meeting|{meeting.mode}|there={there}",
        f"meeting|everybody={everybody}|gap={gap}",
        f"meeting|dated={draft.dated}",
        f"meeting|document={'document' in draft.votes}|{meeting.mode == 'multilateral'}",
        f"meeting|by={draft.placed_by}|gap={gap}|{meeting.mode == 'multilateral'}|aimed={aimed}",
    )


def _sameness(draft: Draft, other: Draft) -> tuple[str, ...]:
    """Return whether an act told before is by the same parties, of the same kind."""
    same = {p.country for p in draft.actors} == {p.country for p in other.actors}
    return (f"before|{other.type == draft.type}|{same}", f"before|spoken={other.type in SPOKEN}|{same}")


def _home(code: str) -> Place:
    home = seat(code)
    if home is not None:
        return Place(
            name=home.name, country=home.country or "", latitude=home.latitude, longitude=home.longitude
        )
    return Place(name=None, country=code)
