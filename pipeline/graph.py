"""The graph, as the sentence it is: poll feeds, parse entries, normalise articles, drop what is known, fetch
full text, group stories, extract events, write tables, commit.

Every step hands on what it cannot use as rejects; all of them are written, none is only logged.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping

import apache_beam as beam
from apache_beam.transforms import trigger
from apache_beam.transforms.window import GlobalWindows

from pipeline.request import RunRequest
from pipeline.tally import TallySteps
from schemas.operations import Fetch
from transforms import coding
from transforms.commit_panes import CommitPanes, PaneTimes
from transforms.commit_run import CommitRun
from transforms.drop_known import DropKnown
from transforms.drop_seen import DropSeen
from transforms.extract_events import CodeArticles, ExtractEvents
from transforms.feeds.archived import ArchivedPages, ArchivedRun
from transforms.feeds.sharing import heirs, known_by_address, owners
from transforms.fetch_full_text import FetchFullText
from transforms.follow_feeds import FollowFeeds
from transforms.group_stories import GroupStories
from transforms.normalise_articles import NormaliseArticles
from transforms.parse_entries import ParseEntries
from transforms.poll_feeds import Polled, PollFeeds
from transforms.record_fetches import RecordFetches
from transforms.replay_feeds import ReplayFeeds
from transforms.tables.summary import RunSummary
from transforms.trim_texts import TrimTexts
from transforms.web_memory import WebMemory
from transforms.write_tables import WriteTables

STREAM_PAGE_BUDGET_S = 60.0
"""Time for the pages of one batch in a stream: a checkpoint waits for it."""


def build_graph(
    pipeline: beam.Pipeline, tallies: str, run: RunRequest, lake: str, states: Mapping[str, Fetch]
) -> beam.PCollection[RunSummary]:
    """Put the whole graph into a pipeline.

    Args:
        pipeline: an empty pipeline.
        tallies: folder for the counts that progress shows.
        run: feeds, settings, and the name and start of the run.
        lake: address of the lake; it must exist.
        states: the newest published fetch of every feed, by feed id.

    Returns:
        The summary of the run, once it is published.
    """
    feeds = pipeline | "ReadFeeds" >> beam.Create(run.feeds, reshuffle=False)
    polled = feeds | "PollFeeds" >> PollFeeds(
        run.settings,
        run.info.started_at,
        known_by_address(run.feeds, states),
        keep_raw=run.keep_raw,
        owners=owners(run.feeds, states),
    )
    memory = WebMemory(lake, run.info.run_id)
    normalise = NormaliseArticles(run.settings, run.processes, keep_raw=run.keep_raw, memory=memory)
    full_text = FetchFullText(run.settings, run.groups, keep_raw=run.keep_raw, memory=memory)
    return _from_answers(polled, normalise, full_text, tallies, run, lake, states)


def build_replay_graph(
    pipeline: beam.Pipeline,
    tallies: str,
    run: RunRequest,
    lake: str,
    states: Mapping[str, Fetch],
    archived: ArchivedRun,
    links: Mapping[str, str | None],
) -> beam.PCollection[RunSummary]:
    """Put the graph into a pipeline with a run of a raw archive in the place of the network.

    Args:
        pipeline: an empty pipeline.
        tallies: folder for the counts that progress shows.
        run: settings, and the name and start of the run.
        lake: address of the lake; it must exist.
        states: the newest published fetch of every feed, by feed id.
        archived: the run.
        links: where redirectors led, None where one led nowhere.

    Returns:
        The summary of the run, once it is published.
    """
    replayed = pipeline | "ReplayFeeds" >> ReplayFeeds(archived, run.settings, states)
    normalise = NormaliseArticles(run.settings, run.processes, links=links)
    full_text = FetchFullText(run.settings, replay=ArchivedPages(archived.folders))
    return _from_answers(replayed, normalise, full_text, tallies, run, lake, states)


def build_stream_graph(
    pipeline: beam.Pipeline, run: RunRequest, lake: str, times: PaneTimes, groups: int
) -> beam.PCollection[RunSummary]:
    """Put the graph into a pipeline without end: the same sentence, in steps that keep their memory in state.

    Args:
        pipeline: an empty pipeline on an engine that streams.
        run: feeds, settings, and the name and start of the stream.
        lake: address of the lake; it must exist.
        times: windows and when they fire.
        groups: groups of hosts; the most workers that can poll.

    Returns:
        The summary of every commit.
    """
    settings = dataclasses.replace(run.settings, page_budget_s=STREAM_PAGE_BUDGET_S)
    followed = pipeline | "FollowFeeds" >> FollowFeeds(
        settings, run.feeds, lake, groups, lag_s=times.every_s, keep_raw=run.keep_raw
    )
    entries = followed.entries | "AFewAtATime" >> _a_few_at_a_time()
    memory = WebMemory(lake)
    normalised = entries | "NormaliseArticles" >> NormaliseArticles(
        settings, keep_raw=run.keep_raw, memory=memory
    )
    fresh = normalised.articles | "DropSeen" >> DropSeen(lake)
    full = fresh.articles | "FetchFullText" >> FetchFullText(
        settings, shards=groups, keep_raw=run.keep_raw, memory=memory
    )
    coded = full.articles | "CodeArticles" >> CodeArticles()
    refused = (followed.rejects, normalised.rejects, full.rejects)
    tables = {
        "articles": coded,
        "fetches": followed.fetches,
        "rejects": refused | "CollectRejects" >> beam.Flatten(),
        "known": fresh.known,
    }
    committed: beam.PCollection[RunSummary] = tables | "CommitPanes" >> CommitPanes(
        lake, run.info, times, settings.store_text
    )
    return committed


def _a_few_at_a_time() -> beam.WindowInto:
    """Grouping steps hand on what a second has brought; time of publication counts only at the commit."""
    return beam.WindowInto(
        GlobalWindows(),
        trigger=trigger.Repeatedly(trigger.AfterProcessingTime(1)),
        accumulation_mode=trigger.AccumulationMode.DISCARDING,
    )


def _from_answers(
    polled: Polled,
    normalise: NormaliseArticles,
    full_text: FetchFullText,
    tallies: str,
    run: RunRequest,
    lake: str,
    states: Mapping[str, Fetch],
) -> beam.PCollection[RunSummary]:
    settings, info = run.settings, run.info

    parsed = polled.responses | "ParseEntries" >> ParseEntries(settings)
    normalised = parsed.entries | "NormaliseArticles" >> normalise
    announce = functools.partial(coding.get_ready, run.processes)
    fresh = normalised.articles | "DropKnown" >> DropKnown(lake, announce, heirs(states))
    full = fresh.articles | "FetchFullText" >> full_text
    articles = full.articles | "GroupStories" >> GroupStories(lake)
    extracted = full.articles | "ExtractEvents" >> ExtractEvents(processes=run.processes)

    polls = (polled.fetches, parsed.fetches, fresh.articles)
    fetches = polls | "RecordFetches" >> RecordFetches()
    refused = (polled.rejects, parsed.rejects, normalised.rejects, full.rejects, extracted.rejects)
    rejects = refused | "CollectRejects" >> beam.Flatten()

    tables = {
        "articles": articles | "TrimTexts" >> TrimTexts(settings.store_text),
        "events": extracted.events,
        "dyads": extracted.dyads,
        "fetches": fetches,
        "rejects": rejects,
        "known": fresh.known,
    }
    written = tables | "WriteTables" >> WriteTables(lake, info.run_id)
    learned = [shards for shards in (normalised.learned, full.learned) if shards is not None]
    shards = (written, *learned) | "CollectShards" >> beam.Flatten()
    summary: beam.PCollection[RunSummary] = shards | "CommitRun" >> CommitRun(lake, info)

    asked = (polled.fetches, parsed.fetches) | "CollectPolls" >> beam.Flatten()
    steps = {
        "feeds": asked,
        "articles": normalised.articles,
        "new": fresh.articles,
        "read": extracted.read,
        "events": extracted.events,
        "rejects": rejects,
    }
    steps | "TallySteps" >> TallySteps(tallies)
    return summary
