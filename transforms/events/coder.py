"""The coder: articles in, event records out. It reads like the way of an article through the room."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterable, Iterator

from schemas.event import Event, Place
from transforms.events import confidence, nlp, records
from transforms.events.bearing import bearing_of
from transforms.events.drafts import Draft
from transforms.events.gate import worth_parsing
from transforms.events.merging import host_is_met, merge, time_to_leave
from transforms.events.occasions import Occasions, date_headline
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsing import PARSE_BATCH, parse
from transforms.events.reading import (
    CoderInput,
    Reading,
    filed_at,
    focus,
    slug_of,
    topics_of,
)
from transforms.events.records import dyads_of, to_public
from transforms.events.scope import Scope, in_scope
from transforms.events.sentences import split_sentences
from transforms.events.signs import cast_signs, signs_in_article, signs_of
from transforms.events.what import modes, patterns, recast, repeats, tense, tree
from transforms.events.what.match import Matcher
from transforms.events.when import attachment
from transforms.events.when.dates import DateSpan
from transforms.events.when.timing import SPEECH, Times, date_of, times_of
from transforms.events.where.datelines import clock_entry
from transforms.events.where.gazetteer import gazetteer
from transforms.events.where.places import PlaceMention, find_places
from transforms.events.where.placing import capitals, implied_place, place_of
from transforms.events.where.siting import choose_site, site_options
from transforms.events.who import addressing, casting, lexicon
from transforms.events.who.addressees import complete
from transforms.events.who.casting import casts_of
from transforms.events.who.discourse import ORGANISATION_CODES, Discourse
from transforms.events.who.memory import remember
from transforms.events.who.mentions import find_mentions
from transforms.events.who.parties import SentenceParties
from transforms.events.who.partners import sides_of
from transforms.events.who.party_names import party_of
from transforms.events.who.weak_names import settled

__all__ = ["Coder", "CoderInput", "dyads_of", "to_public"]


Candidate = tuple[Draft, tuple[str, ...]]
"""A merged draft and the names of its features."""


class Coder:
    """Extracts event records; loads the parser once per process.

    Args:
        scope: `international` keeps events with an international dimension, `all` keeps domestic ones as well,
            `auto` is `international` for articles and `all` for a bare sentence, whose context nobody knows.
        director: What chooses who plays which part, the shipped model if None; for training.
    """

    def __init__(self, scope: Scope | str = "auto", director: casting.Director | None = None) -> None:
        self.scope = scope
        self.director = director or casting.load()
        self.nlp = nlp.load()
        self.patterns = patterns.load()
        for load in (lexicon.load, gazetteer, confidence.load, addressing.load):
            load()
        # lexicons and models live as long as the process: the collector need not look at them again
        gc.collect()
        gc.freeze()

    def code(self, articles: Iterable[CoderInput]) -> Iterator[tuple[Event, ...]]:
        """Yield the events of each article, in order of the articles and of their first words."""
        for reading in self._parsed(articles):
            yield self._records(reading)

    def candidates(self, articles: Iterable[CoderInput]) -> Iterator[list[Candidate]]:
        """Yield the merged drafts of each article with their features, before the ranker decides; for training."""
        for reading in self._parsed(articles):
            yield self._candidates(reading)

    def drafts(self, articles: Iterable[CoderInput]) -> Iterator[list[Draft]]:
        """Yield the drafts of each article before they are merged; for training."""
        for reading in self._parsed(articles):
            yield self._drafts(reading, topics_of(reading)) if reading.docs else []

    # -- before the parser --------------------------------------------------------------------------------------------

    def _parsed(self, articles: Iterable[CoderInput]) -> Iterator[Reading]:
        batch: list[Reading] = []
        waiting = 0
        for article in articles:
            reading = self._open(article)
            batch.append(reading)
            waiting += len(reading.kept)
            if waiting >= PARSE_BATCH or len(batch) >= PARSE_BATCH:
                yield from self._finish(batch)
                batch, waiting = [], 0
        yield from self._finish(batch)

    def _open(self, article: CoderInput) -> Reading:
        document = f"{article.title}\n\n{article.text}"
        published = article.published
        day = (
            published.astimezone(dt.timezone.utc).date()
            if isinstance(published, dt.datetime) and published.tzinfo
            else (published.date() if isinstance(published, dt.datetime) else published)
        )
        sentences = list(split_sentences(document))
        mentions = settled(document, find_mentions(document, day))
        bearing = bearing_of(document, mentions)
        kept = worth_parsing(document, sentences, mentions, self.patterns, bearing)
        memory = remember(document, day) if kept else None
        return Reading(article, document, day, memory, mentions, sentences, kept, bearing)

    def _finish(self, batch: list[Reading]) -> Iterator[Reading]:
        parse(batch, self.nlp, self.patterns)
        for reading in batch:
            yield reading
            reading.docs.clear()

    # -- after the parser -----------------------------------------------------------------------------------------------

    def _candidates(self, reading: Reading) -> list[Candidate]:
        if not reading.docs:
            return []
        topics = topics_of(reading)
        scope = self._scope(reading)
        home = reading.bearing is not None and reading.bearing.at_home
        drafts = self._drafts(reading, topics)
        for draft in drafts:
            if in_scope(draft, scope, home=home):
                self.director.settle(draft)
        merged = [d for d in merge(drafts) if in_scope(d, scope, home=home)]
        merged.sort(key=_position)
        title = [d for d in merged if d.sentence == 0 and reading.source.title.strip()]
        size = len(reading.sentences)
        about = reading.bearing.signs(scope) if reading.bearing is not None else ()
        return [
            (
                draft,
                (
                    *confidence.features(draft, topics, scope),
                    *draft.signs,
                    *cast_signs(draft),
                    *about,
                    *signs_in_article(draft, merged, size, title),
                ),
            )
            for draft in merged
        ]

    def _drafts(self, reading: Reading, topics: dict[str, float]) -> list[Draft]:
        """Return what every sentence tells by itself and with what the article said before it."""
        discourse = Discourse(context=reading.document[:2000], focus=focus(reading, topics), topics=topics)
        drafts: list[Draft] = []
        occasions = Occasions(
            frozenset(
                i
                for i, s in enumerate(reading.sentences)
                if s.start and reading.document[s.start - 1] == "\n"
            ),
            reading.published,
        )
        discourse.organisations = frozenset(
            m.country for m in reading.mentions if m.country in ORGANISATION_CODES
        )
        title_end = len(reading.source.title)
        discourse.title = frozenset(m.country for m in reading.mentions if m.country and m.start < title_end)
        kept = set(reading.kept)
        for index, sentence in enumerate(reading.sentences):
            discourse.mention(
                party_of(m)
                for m in reading.mentions
                if m.country and sentence.content <= m.start < sentence.end
            )
            if index in kept:
                drafts.extend(self._sentence(reading, index, discourse, occasions))
        if title_end:
            date_headline(drafts)
        for draft in drafts:
            choose_site(draft)
        return drafts

    def _records(self, reading: Reading) -> tuple[Event, ...]:
        ranker = confidence.load()
        scope = self._scope(reading)
        threshold = ranker.thresholds[scope]
        out = []
        for draft, names in self._candidates(reading):
            probability = ranker.probability(names, scope)
            if probability >= threshold:
                sentence = reading.sentences[draft.sentence]
                out.append(
                    records.event(
                        draft,
                        reading.source.article_id,
                        reading.document,
                        (sentence.start, sentence.end),
                        probability,
                    )
                )
        return tuple(out)

    def _scope(self, reading: Reading) -> Scope:
        if self.scope in ("international", "all"):
            return self.scope
        bare = not reading.source.title.strip() or not reading.source.text.strip()
        return "all" if bare and len(reading.sentences) <= 2 else "international"

    def _sentence(
        self, reading: Reading, index: int, discourse: Discourse, occasions: Occasions
    ) -> list[Draft]:
        sentence, doc = reading.sentences[index], reading.docs[index]
        places = find_places(doc.text)
        mentions = tuple(
            m.moved(-sentence.content)
            for m in reading.mentions
            if sentence.content <= m.start and m.end <= sentence.end
        )
        places = (*places, *capitals(doc.text, mentions))
        parties = SentenceParties(
            doc,
            sentence.content,
            mentions,
            discourse,
            reading.memory,
            reading.published,
            places,
            anyone=self._scope(reading) == "all",
        )
        matcher = Matcher(self.patterns, parties, index)
        self._note_subjects(doc, parties, discourse)
        here = filed_at(reading, sentence)
        slug = slug_of(reading, sentence)
        clock = clock_entry(reading.document[sentence.start : sentence.end]) is not None
        if not clock and index and sentence.start and reading.document[sentence.start - 1] not in "\n":
            clock = discourse.clock
        discourse.clock = clock
        times = times_of(
            doc,
            is_title=index == 0 and bool(reading.source.title.strip()),
            clock_day=clock,
            is_item=slug is not None,
            names=[(m.start, m.end) for m in mentions],
        )
        drafts = []
        anchor: DateSpan | None = discourse.last_span
        for draft in matcher.drafts():
            self._place(draft, doc, places, here)
            draft = modes.settle(draft, doc, self.patterns, draft.country)
            if draft.type == "CONSULT" and draft.mode == "visit":
                self._place(draft, doc, places, here)
            if reading.published is not None:
                span = self._date(draft, times, reading.published, anchor)
                if tree.is_verb(doc[draft.trigger]):  # what nouns tell is often past history
                    anchor = span
                if draft.votes.get("answered"):  # the day of the answer is not the day of what it answers
                    draft.span = None
            complete(draft, discourse, parties, slug)
            recast.concession(draft, matcher)
            recast.refusal(draft, doc)
            recast.exercise_off(draft, matcher)
            recast.menace(draft, matcher)
            recast.at_home(draft, places, parties)
            if draft.mode == "phone":  # a call is nowhere, whatever its clause names
                draft.place = draft.country = None
                draft.placed_by = ""
            elif draft.country is None:
                place = implied_place(draft, doc, slug)
                if place is not None:
                    draft.place, draft.country, draft.placed_by = place, place.country, "kind"
                    if draft.type == "CONSULT" and draft.mode is None and tree.is_verb(doc[draft.trigger]):
                        draft = modes.settle(draft, doc, self.patterns, draft.country)
            draft.casts = casts_of(draft, parties, discourse)
            occasions.note(index, draft)
            discourse.note(draft)
            named = tuple(p for p in draft.actors if not p.inferred)
            if draft.reciprocal:
                discourse.note_pair(draft.start, sides_of(draft, named))
            if draft.type in ("AGREE", "SUPPORT") and len(named) > 1:
                discourse.deal = named
            drafts.append(draft)
        for draft in repeats.repeats(doc, index, parties, (*discourse.told, *drafts), self.patterns):
            if reading.published is not None:
                anchor = self._date(draft, times, reading.published, anchor)
            discourse.note(draft)
            drafts.append(draft)
        discourse.told = drafts[-1:] or [d for d in discourse.told if index - d.sentence < repeats.REACH]
        for draft in drafts:
            occasions.lend(draft, index, doc)
        for draft in drafts:
            if draft.type not in SPEECH or not attachment.aside(doc[draft.trigger]):
                draft.sites = site_options(
                    draft, doc, places, occasions.met, occasions.told, here, slug, discourse.topics
                )
            draft.signs = signs_of(draft, doc, sentence.content, mentions)
            occasions.told.append(draft)
        drafts = time_to_leave(host_is_met(drafts, doc))
        for draft in drafts:
            draft.votes["crowd"] = float(len(drafts))
            if draft.type == "CONSULT" and draft.status in ("occurred", "ongoing"):
                discourse.meeting = (index, draft)
        discourse.last_span = anchor
        return drafts

    def _date(
        self, draft: Draft, times: Times, published: dt.date, anchor: DateSpan | None
    ) -> DateSpan | None:
        """Date a draft by its own clause; what lies ahead is scheduled. Returns the anchor for what follows."""
        span, draft.dated = date_of(draft, times, published, anchor)
        draft.span = span
        ahead = span is not None and span.start is not None and span.start > published
        told_as_past = tree.is_verb(times.doc[draft.trigger]) and tense.tense_of(
            times.doc[draft.trigger]
        ) in ("past", "perfect")
        if (
            ahead
            and draft.status in ("occurred", "ongoing")
            and (draft.type not in SPEECH or times.is_item)
            and not told_as_past
        ):
            draft.status = "scheduled"
        elif draft.status == "occurred" and draft.type not in SPEECH and _under_way(span, published):
            draft.status = "ongoing"
        return span or anchor

    def _place(self, draft: Draft, doc: Doc, places: tuple[PlaceMention, ...], here: Place | None) -> None:
        place = place_of(draft, doc, places, here)
        draft.place = place
        draft.country = place.country if place is not None else None

    def _note_subjects(self, doc: Doc, parties: SentenceParties, discourse: Discourse) -> None:
        for token in doc:
            if token.dep_ in ("nsubj", "nsubjpass", "ROOT") and tree.is_noun(token) and token.tag_ != "PRP":
                found = parties.of(token)
                discourse.mention(found, subject=token.dep_ != "ROOT")
                if len({p.country for p in found if not p.plural}) == 2:
                    discourse.note_pair(found[0].start, found)


def _under_way(span: DateSpan | None, published: dt.date) -> bool:
    """Whether publication falls into days that are told one by one: "began a three-day visit on Tuesday"."""
    if span is None or span.start is None or span.end is None or span.precision != "range":
        return False
    return span.start <= published < span.end


def _position(draft: Draft) -> tuple[int, int]:
    return draft.start, draft.end
