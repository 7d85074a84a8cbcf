"""From a noun in the tree to the parties it names: coordination, appositions, possessors, pronouns, descriptions."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from dataclasses import replace

from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.patterns import _rows
from transforms.events.what.words import singular
from transforms.events.where.places import PlaceMention
from transforms.events.who.actors import Actor, resolve_actor
from transforms.events.who.discourse import Discourse
from transforms.events.who.memory import ArticleMemory
from transforms.events.who.mentions import Mention
from transforms.events.who.modifiers import belongs_elsewhere
from transforms.events.who.party import Party

PERSONAL = {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
THINGS = {"it", "its", "itself"}
PLURALS = {"they", "them", "their", "themselves", "both", "each", "all"}
FIRST = {"we", "us", "our", "i", "my", "me"}
PAIR_NOUNS = frozenset(
    """side country leader minister neighbour neighbor power nation capital party government president premier state man
    woman delegation ally foe rival partner counterpart ministry republic foe army general official negotiator
    diplomat statesman colleague chief adversary military court camp bank giant envoy team""".split()
)
PLACEHOLDERS = {
    "kingdom": "KINGDOM", "emirate": "COUNTRY", "sultanate": "COUNTRY", "republic": "COUNTRY", "country": "COUNTRY",
    "nation": "COUNTRY", "island": "COUNTRY", "archipelago": "COUNTRY", "state": "COUNTRY", "neighbour": "OTHER",
    "neighbor": "OTHER", "foe": "OTHER", "rival": "OTHER", "ally": "OTHER", "bloc": "ORG", "alliance": "ORG",
    "organisation": "ORG", "organization": "ORG", "union": "ORG", "grouping": "ORG", "body": "ORG", "agency": "ORG",
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
COUNTERPART = frozenset("counterpart colleague number predecessor successor opposite host guest".split())
COUNTS = {"two": 2, "both": 2, "pair": 2, "duo": 2, "three": 3, "trio": 3, "four": 4, "five": 5}
NOBODY = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday week month year day time today yesterday tomorrow january february
    march april may june july august september october november december morning evening night weekend decade hour minute
    meantime order addition response return end start""".split()
)
CIRCUMSTANCES = NOBODY | frozenset(
    """wake aftermath retaliation reprisal revenge view light spite case event face bid effort attempt exchange accordance connection
    advance fall spring summer winter autumn hours minutes days weeks months years mondays instead result basis""".split()
)
"""Nouns after a preposition that tell when, why and how, never whom."""
ABSTRACT_HEADS = frozenset(
    """call offer request proposal demand plan decision use move claim accusation attack invasion seat embassy ambassador
    sovereignty integrity independence effort role territory border side""".split()
)


@functools.cache
def groups() -> dict[str, tuple[str, ...]]:
    """Return names of country groups that stand for their members, in lower case, with the members' codes."""
    return {
        name: tuple(row["members"].split("|"))
        for _, row in _rows("groups.csv")
        for name in row["names"].split("|")
    }


@functools.cache
def regions() -> dict[str, str]:
    """Return adjectives of regions with the organisation whose leaders they usually mean."""
    return {name: row["code"] for _, row in _rows("regions.csv") for name in row["names"].split("|")}


class SentenceParties:
    """Resolves parties within one parsed sentence of an article."""

    def __init__(
        self, doc: Doc, offset: int, mentions: tuple[Mention, ...], discourse: Discourse, memory: ArticleMemory | None, date: dt.date | None,
        places: tuple[PlaceMention, ...] = (), *, anyone: bool = False,
    ) -> None:  # fmt: skip
        self.doc = doc
        self.offset = offset
        self.discourse = discourse
        self.memory = memory
        self.date = date
        self.text = doc.text
        self.mentions = mentions
        self.anyone = anyone
        self.places = places
        self._cache: dict[int, tuple[Party, ...]] = {}

    # -- public ---------------------------------------------------------------------------------------------------

    def of(self, token: Token) -> tuple[Party, ...]:
        """Return the parties a noun or pronoun names, coordinated ones included; empty if it names none."""
        out: list[Party] = []
        for part in tree.coordinated(token):
            for party in self._single(part):
                if not any(p.start == party.start and p.country == party.country for p in out):
                    out.append(party)
        return tuple(out)

    def target(self, token: Token, depth: int = 0) -> tuple[Party, ...]:
        """Return the parties an act on this thing is aimed at: the thing itself if a party, else its owner or author."""
        if token.lower_ in CIRCUMSTANCES:
            return ()
        direct = self.of(token)
        if (
            self.anyone
            and tree.is_noun(token)
            and singular(token.lower_) not in COUNTERPART
            and not self._names_actor(token)
        ):
            wide = self.named(token, wide=True)
            known = self.owner(token) or self.modifier(token) or tuple(p for p in direct if p.country)
            # the thing stays the target; whose it is tells the country
            return tuple(
                replace(wide, country=p.country, sector=p.sector, name=p.name) for p in known[:1]
            ) or (wide,)
        if direct and token.lower_ not in ABSTRACT_HEADS and singular(token.lower_) not in ABSTRACT_HEADS:
            return direct
        for finder in (self.owner, self.modifier):
            found = finder(token)
            if found:
                return found
        if depth < 2:
            for wanted in (
                ("by",),
                ("of",),
                ("between",),
                ("with",),
                ("against", "on"),
                ("in", "to", "from"),
            ):
                for prep, obj in tree.prepositions(token):
                    if prep in wanted and tree.is_noun(obj):
                        found = self.target(obj, depth + 1)
                        if found:
                            return found
        return direct

    def owner(self, token: Token) -> tuple[Party, ...]:
        """Return the parties in the possessive of a noun."""
        out: list[Party] = []
        for poss in tree.children(token, "poss"):
            out.extend(self.of(poss))
        return tuple(out)

    def modifier(self, token: Token) -> tuple[Party, ...]:
        """Return the parties named by adjectives and compounds before a noun ("the Polish offer")."""
        left = min(
            (t.i for t in token.lefts if t.dep_ in ("amod", "compound", "nmod", "punct", "conj")),
            default=token.i,
        )
        start = self.doc[left].left_edge.idx
        out = []
        for mention in self.mentions:
            if start <= mention.start and mention.end <= token.idx and mention.country:
                inside = self.token_at(mention.start)
                if inside is None or inside.dep_ == "poss":
                    continue
                out.append(self._from_mention(mention))
        return tuple(out)

    def below(self, trigger: int, codes: set[str | None], taken: set[int] = frozenset()) -> Party | None:  # type: ignore[assignment]
        """Return the first party of another country among the words that depend on a trigger."""
        for token in tree.own_clause(self.doc[trigger]):
            if token.i <= trigger or _attributes(token):
                continue
            if tree.is_noun(token) and token.lower_ in PLACEHOLDERS:
                for party in self.of(token):
                    if party.country and party.country not in codes:
                        return party
            for mention in self.mentions:
                if (
                    mention.start <= token.idx < mention.end
                    and (mention.country or self.anyone and mention.sector and "plural" in mention.traits)
                    and mention.country not in codes
                    and mention.kind != "agent"
                    and not belongs_elsewhere(self.text, mention)
                ):
                    return self._from_mention(mention)
        return None

    def _names_actor(self, token: Token) -> bool:
        """Whether a noun is itself a name, an office or a word for people, rather than a thing or an act."""
        if token.tag_ in ("NNP", "NNPS") or token.lower_ in PLACEHOLDERS:
            return True
        return any(m.start <= token.idx < m.end for m in self.mentions)

    def place_at(self, token: Token) -> PlaceMention | None:
        """Return the place a token names or is part of."""
        for place in self.places:
            if place.start <= token.idx < place.end:
                return place
        return None

    def named(self, token: Token, *, wide: bool = False) -> Party:
        """Return a party for any noun phrase, even if nothing is known of it; `wide` takes its prepositional phrases in."""
        span = tree.noun_phrase(token)
        if wide:
            last = max(
                (
                    c.right_edge.i
                    for c in token.rights
                    if c.dep_ == "prep" or (c.dep_ == "acl" and c.tag_ == "VBN")
                ),
                default=token.i,
            )
            span = tree.Span(span.start, max(span.end, min(last + 1, token.i + 12)))
        start, end = self._char(span)
        text = self.text[start:end]
        return Party(name=text, text=text, start=self.offset + start, end=self.offset + end)

    # -- single noun phrases --------------------------------------------------------------------------------------

    def _single(self, token: Token) -> tuple[Party, ...]:
        if token.i not in self._cache:
            self._cache[token.i] = ()  # a pronoun that would have to know itself means nobody
            self._cache[token.i] = tuple(self._resolve(token))
        return self._cache[token.i]

    def _resolve(self, token: Token) -> Iterable[Party]:
        low = token.lower_
        here = self.offset + token.idx
        if token.tag_ in ("PRP", "PRP$") or low in PERSONAL | THINGS | PLURALS:
            return self._pronoun(token)
        if low in COUNTS and not tree.children(token, "prep"):
            return [replace(p, at=here) for p in self.discourse.last(COUNTS[low], here)]
        if not tree.is_noun(token) and token.tag_ not in ("JJ", "CD", "DT", "JJS", "FW", "ADD"):
            return []
        if low in tree.RELATIVES:
            return []
        span = tree.noun_phrase(token)
        start, end = self._char(span)
        phrase = self.text[start:end]
        low_phrase = re.sub(
            r"^(the|these|those|all|its|his|their)\s+(three|two|four|five)?\s*", "", phrase.lower()
        ).strip()
        for name, members in groups().items():
            if low_phrase.endswith(name):
                return [
                    Party(
                        name=phrase,
                        text=phrase,
                        start=self.offset + start,
                        end=self.offset + end,
                        country=code,
                        sector=None,
                    )
                    for code in members
                ]
        region = self._region(low_phrase, start, end)
        if region is not None:
            return [region]
        several = self._distributed(token, start, end)
        if several:
            return several
        organ = self._organ(token, phrase, start, end)
        if organ is not None:
            return [organ]
        described = self._description(token, phrase, here)
        if described is not None:
            return described
        party = self._link(token, start, end)
        if party is None and self.anyone and low not in NOBODY and token.tag_ in ("NN", "NNS", "NNP", "NNPS"):
            party = self.named(token)
        return [party] if party is not None else []

    def _organ(self, token: Token, phrase: str, start: int, end: int) -> Party | None:
        """Resolve "the Assembly", "the Council": a capital, no further name, an organisation the article names."""
        if (
            not token.text[:1].isupper()
            or re.sub(r"^[Tt]he ", "", phrase) != token.text
            or any(m.start <= token.idx < m.end and m.country for m in self.mentions)
        ):
            return None
        for code in ORGANS.get(token.lower_, ()):
            if self.discourse.names_organisation(code):
                return Party(
                    name=token.text,
                    mention=token.text,
                    text=phrase,
                    start=self.offset + start,
                    end=self.offset + end,
                    country=code,
                    sector="GOV",
                )
        return None

    def _region(self, low_phrase: str, start: int, end: int) -> Party | None:
        """Take "African leaders" for the organisation they meet in, if the article speaks of that organisation."""
        first, _, rest = low_phrase.partition(" ")
        for name, code in regions().items():
            if low_phrase.startswith(name + " ") and singular(low_phrase.split()[-1]) in (
                "leader",
                "minister",
                "head",
                "government",
                "nation",
                "state",
                "country",
                "official",
                "envoy",
                "diplomat",
                "chief",
            ):
                known = self.discourse.names_organisation(code)
                text = self.text[start:end]
                return Party(
                    name=text, text=text, mention=text, start=self.offset + start, end=self.offset + end,
                    country=code if known else None, sector="GOV",
                )  # fmt: skip
        return None

    def _link(self, token: Token, start: int, end: int) -> Party | None:
        phrase = self.text[start:end]
        actor = resolve_actor(phrase, context=self.discourse.context, date=self.date, memory=self.memory)
        appositions = [c for c in token.children if c.dep_ == "appos" and tree.is_noun(c)]
        for appos in appositions:
            a, b = self._char(tree.noun_phrase(appos))
            other = resolve_actor(
                self.text[a:b], context=self.discourse.context, date=self.date, memory=self.memory
            )
            person = looks_like_name(self.text[a:b])
            if actor.country is None and other.country is not None:
                actor = replace(other, name=actor.name) if looks_like_name(phrase) else other
                if looks_like_name(phrase):
                    return self._party(actor, start, end, name=phrase)
                return self._party(other, a, b)
            if person and not looks_like_name(phrase):
                merged = replace(actor, name=other.name)
                return self._party(merged, a, b, name=self.text[a:b])
        if actor.country is None and actor.sector is None:
            place = self.place_at(token)
            if place is not None and token.tag_ in ("NNP", "NNPS"):
                return Party(
                    name=place.name, mention=place.text, text=place.text, start=self.offset + place.start,
                    end=self.offset + place.end, country=place.country, sector=None,
                )  # fmt: skip
        if actor.country is None and actor.sector is None and not looks_like_name(phrase):
            return None
        many = re.search(r"\b(?:countries|states|nations|powers|members|capitals)\b", phrase) is not None
        inferred = actor.country is None and actor.sector is not None and token.tag_ != "NNS" and not many
        guessed = inferred or actor.guessed
        if inferred:
            actor = self.discourse.complete(actor, phrase, self.offset + start)
        return replace(self._party(actor, start, end), inferred=guessed, plural=token.tag_ in ("NNS", "NNPS"))

    def _party(self, actor: Actor, start: int, end: int, name: str | None = None) -> Party:
        text = self.text[start:end]
        if name is None:
            a, b = actor.span
            name = text[a:b] if 0 <= a < b <= len(text) else text
        return Party(
            name=actor.name or name, mention=name, text=text, start=self.offset + start, end=self.offset + end,
            country=actor.country, sector=actor.sector, role=actor.role, entity_id=actor.entity_id,
            person=looks_like_name(name) and actor.role is not None or (actor.entity_id or "").startswith("person"),
        )  # fmt: skip

    def _from_mention(self, mention: Mention) -> Party:
        return party_of(self.moved(mention))

    def _distributed(self, token: Token, start: int, end: int) -> list[Party]:
        """Split "the presidents of Ghana and Togo" and "Russian and Chinese officials" into their members."""
        if token.tag_ not in ("NNS", "NNPS"):
            return []
        for prep, obj in tree.prepositions(token):
            members = tree.coordinated(obj) if prep in ("of", "from") else []
            if prep in ("of", "in", "from") and obj.tag_ in ("NNS", "NNPS") and len(members) < 2:
                both = self.of(obj)
                if len({p.country for p in both}) > 1:
                    return list(both)
            if len(members) > 1:
                out = []
                for party in self.of(obj):
                    if party.country:
                        out.append(replace(party, sector=party.sector or "GOV"))
                return out
        countries = [
            m for m in self.mentions
            if start <= m.start and m.end <= token.idx and m.country and m.kind in ("demonym", "country", "people", "capital", "metonym")
        ]  # fmt: skip
        if len({m.country for m in countries}) > 1:
            head = self.text[start:end]
            actor = resolve_actor(head, date=self.date, memory=self.memory)
            return [replace(self._from_mention(m), sector=actor.sector) for m in countries]
        return []

    # -- anaphora -------------------------------------------------------------------------------------------------

    def _pronoun(self, token: Token) -> list[Party]:
        here = self.offset + token.idx
        low = token.lower_
        exclude = self._own_subject(token)
        if low in PERSONAL:
            found = self.discourse.person(here, exclude)
        elif low in THINGS:
            found = self.discourse.thing(here, exclude)
        elif low in PLURALS:
            return [replace(p, at=here) for p in self.discourse.plural(here, exclude)]
        elif low in FIRST:
            found = self.discourse.speaker
        else:
            found = None
        return [replace(found, at=here)] if found is not None else []

    def _own_subject(self, token: Token) -> frozenset[str]:
        """Return the names of the clause's subject: an object pronoun means somebody else."""
        if token.dep_ in tree.SUBJECTS or token.dep_ == "poss" or token.lower_.endswith(("self", "selves")):
            return frozenset()
        verb = tree.clause_of(token)
        out: set[str] = set()
        for subject in tree.subjects(verb):
            if subject.i != token.i and subject.tag_ != "PRP":
                out |= {p.name for p in self.of(subject)}
        return frozenset(out)

    def _description(self, token: Token, phrase: str, here: int) -> list[Party] | None:
        """Resolve definite descriptions; None if the phrase is not one."""
        low = token.lower_
        lemma = singular(low)
        if looks_like_name(phrase) or any(m.start <= token.idx < m.end and m.country for m in self.mentions):
            return None
        start, end = self._char(tree.noun_phrase(token))
        has_country = any(start <= m.start < end and m.country for m in self.mentions)
        words = phrase.lower().split()
        if not has_country and lemma == "side" and words[:1] in (["either"], ["neither"], ["both"]):
            both = self.discourse.sides(here, self._own_subject(token))
            return [replace(p, at=self.offset + start) for p in both]
        if (
            not has_country
            and lemma in PAIR_NOUNS
            and low != lemma
            and (
                {"two", "both", "neighbouring", "rival", "respective"} & set(words)
                or (
                    words[:1] == ["the"]
                    and lemma in ("side", "party", "neighbour", "neighbor", "leader", "capital")
                )
            )
        ):
            pair = self.discourse.pair(here)
            if pair:
                return [
                    replace(
                        p,
                        text=phrase,
                        name=p.name,
                        mention=phrase,
                        start=self.offset + start,
                        end=self.offset + end,
                    )
                    for p in pair
                ]
            return []
        if lemma in COUNTERPART:
            return self._counterpart(token, phrase, start, end)
        if has_country or words[:1] not in (["the"], ["its"], ["his"], ["their"], ["her"], ["this"]):
            return None
        if any(c.dep_ == "appos" and c.tag_ == "NNP" for c in token.children):
            return None
        if any(c.dep_ in ("compound", "amod") and c.tag_ in ("NNP", "NNPS") for c in token.children):
            return None
        kind = PLACEHOLDERS.get(low)
        if kind is None:
            return None
        if tree.children(token, "poss") and kind != "OTHER":
            return None
        found: Party | None = None
        if kind == "ORG":
            found = self.discourse.organisation(here, low)
        elif kind in ("COUNTRY", "KINGDOM"):
            found = self.discourse.country(here, REALMS.get(lemma, frozenset()), self._own_subject(token))
        elif kind == "OTHER":
            found = self.discourse.other(here)
        elif kind == "PERSON":
            role = resolve_actor(phrase, date=self.date).role
            if role is not None and role.lower() != low:  # "the justice minister" is not any minister
                found = self.discourse.holder(here, role)
            else:
                found = self.discourse.office(here, low) or self.discourse.person(here)
        if found is None:
            return None
        return [replace(found, text=phrase, start=self.offset + start, end=self.offset + end)]

    def _counterpart(self, token: Token, phrase: str, start: int, end: int) -> list[Party] | None:
        """Resolve "his Czech counterpart Jan Novák": country from the adjective, office from the other party."""
        demonyms = [m for m in self.mentions if start <= m.start < end and m.country]
        person = next(
            (self.text[slice(*self._char(tree.noun_phrase(c)))] for c in token.children if c.dep_ == "appos"),
            None,
        )
        first = self.discourse.person(self.offset + token.idx)
        if demonyms:
            country = demonyms[-1].country
            name = person or phrase
            return [
                Party(
                    name=name, mention=person or phrase, text=phrase, start=self.offset + start, end=self.offset + end,
                    country=country, sector="GOV", role=first.role if first else None,
                )
            ]  # fmt: skip
        if person:
            actor = resolve_actor(person, date=self.date, memory=self.memory)
            if actor.country is None:
                other = self.discourse.other(self.offset + token.idx)
                actor = replace(actor, country=other.country if other else None, sector="GOV")
            return [self._party(replace(actor, name=person), start, end, name=person)]
        other = self.discourse.other(self.offset + token.idx)
        return (
            [replace(other, text=phrase, start=self.offset + start, end=self.offset + end)] if other else None
        )

    # -- offsets --------------------------------------------------------------------------------------------------

    def _char(self, span: tree.Span) -> tuple[int, int]:
        first, last = self.doc[span.start], self.doc[span.end - 1]
        return first.idx, last.idx + len(last)

    def moved(self, mention: Mention) -> Mention:
        """Return a mention of the sentence with its offsets in the article."""
        return replace(mention, start=self.offset + mention.start, end=self.offset + mention.end)

    def token_at(self, char: int) -> Token | None:
        """Return the token a letter of the sentence belongs to."""
        for token in self.doc:
            if token.idx <= char < token.idx + len(token):
                return token
        return None


def _attributes(token: Token) -> bool:
    """Whether a word hangs below "according to": its source, not a party."""
    node = token
    for _ in range(6):
        if node.head is node:
            return False
        node = node.head
        if node.lower_ == "according" or node.lower_ == "to" and node.head.lower_ == "according":
            return True
    return False


def party_of(mention: Mention) -> Party:
    """Return the party a lexicon mention stands for."""
    return Party(
        name=mention.name, mention=mention.text, text=mention.text, start=mention.start, end=mention.end,
        country=mention.country, sector=mention.sector, role=mention.role, entity_id=mention.entity_id,
        person=mention.kind == "person",
    )  # fmt: skip


NAME = re.compile(
    r"^(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*|al-[A-Z]\w+|van|von|der|de|da|di|bin|ibn|el|al|dos|del|la|le)(?:\s+(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*|al-\w+|van|von|der|de|da|di|bin|ibn|el|al|dos|del|la|le))+$"
)


def looks_like_name(text: str) -> bool:
    """Whether words are written like the name of a person or body: two capitals or more."""
    return bool(NAME.match(text))
