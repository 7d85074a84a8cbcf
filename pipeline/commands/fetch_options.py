"""Options about fetching, alike in every command that fetches."""

from __future__ import annotations

import argparse

from pipeline.commands.parser import natural, network, positive, seconds
from pipeline.errors import UsageError
from transforms.feeds.credentials import proxy_login
from transforms.feeds.errors import FetchError
from transforms.feeds.settings import STORE_TEXT, FetchSettings

MEBIBYTE = 1 << 20


def add_fetch_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `FetchSettings`, with its defaults."""
    d = FetchSettings()
    manners = parser.add_argument_group("fetching")
    manners.add_argument(
        "--allow-network", metavar="CIDR", action="append", default=[], type=network,
        help="let this private network be reached (repeatable); without it nothing private is",
    )  # fmt: skip
    manners.add_argument(
        "--contact", metavar="MAIL|URL", help="where publishers can reach you; becomes part of the User-Agent"
    )
    manners.add_argument(
        "--user-agent",
        dest="agent",
        metavar="TEXT",
        help="the whole User-Agent, instead of Communiqué's with --contact",
    )
    manners.add_argument(
        "--proxy", metavar="URL",
        help="HTTP proxy for all requests; http://${LOGIN}@host:port takes user:password from the environment",
    )  # fmt: skip
    manners.add_argument("--force", action="store_true", help="ask feeds that are not due yet, too")
    manners.add_argument(
        "--full-text", action=argparse.BooleanOptionalAction, default=d.full_text,
        help="fetch the pages of articles; without it the feed's own text is used",
    )  # fmt: skip
    manners.add_argument(
        "--store-text", choices=STORE_TEXT, default=d.store_text,
        help="what of the text goes into the lake: full, lead (first paragraph) or none; extraction reads all"
        " of it in any case (default: %(default)s)",
    )  # fmt: skip
    manners.add_argument(
        "--respect-robots", action=argparse.BooleanOptionalAction, default=d.respect_robots,
        help="honour robots.txt when pages are fetched",
    )  # fmt: skip
    manners.add_argument(
        "--resolve-redirectors", action=argparse.BooleanOptionalAction, default=d.resolve_redirectors,
        help="follow links of shorteners and feed proxies (t.co, feedburner) to the article's own address",
    )  # fmt: skip
    manners.add_argument(
        "--host-concurrency", metavar="N", type=positive, default=d.host_concurrency,
        help="hosts asked at the same time (default: %(default)s)",
    )  # fmt: skip
    for option, default, what in (
        ("--host-gap", d.min_gap_s, "shortest time between two requests to one host"),
        ("--connect-timeout", d.connect_timeout_s, "longest wait for a connection"),
        ("--read-timeout", d.read_timeout_s, "longest wait for the next bytes"),
        ("--total-timeout", d.total_timeout_s, "longest time for one answer, redirects included"),
        ("--parse-timeout", d.parse_timeout_s, "longest time for parsing one feed"),
        ("--page-budget", d.page_budget_s, "longest time for all article pages of a run"),
        ("--retry-after-cap", d.retry_after_cap_s, "longest Retry-After that is believed"),
        ("--min-interval", d.min_interval_s, "scheduled runs: shortest time between two polls of a feed"),
        ("--max-interval", d.max_interval_s, "scheduled runs: longest time between two polls of a feed"),
    ):
        manners.add_argument(
            option,
            metavar="TIME",
            type=seconds,
            default=default,
            help=f"{what} (30s, 2m; default: {default:g}s)",
        )
    for option, value, what in (
        ("--max-wire-bytes", d.max_wire_bytes, "largest feed as received"),
        ("--max-decoded-bytes", d.max_decoded_bytes, "largest feed after decompression"),
        ("--max-page-bytes", d.max_page_bytes, "largest article page"),
        ("--parse-memory", d.parse_memory_bytes, "memory for parsing one feed"),
    ):
        manners.add_argument(
            option,
            metavar="BYTES",
            type=positive,
            default=value,
            help=f"{what} (default: {value // MEBIBYTE} MiB)",
        )
    for option, value, what in (
        ("--retries", d.retries, "further attempts after an error that may pass by itself"),
        ("--max-redirects", d.max_redirects, "redirects that are followed"),
    ):
        manners.add_argument(
            option, metavar="N", type=natural, default=value, help=f"{what} (default: {value})"
        )
    manners.add_argument(
        "--parser-processes", metavar="N", type=positive, default=d.parser_processes,
        help="processes that parse feeds and pages, per worker (default: %(default)s)",
    )  # fmt: skip
    manners.add_argument(
        "--max-entries", metavar="N", type=positive, default=d.max_entries,
        help="entries taken from one feed, from its top (default: %(default)s)",
    )  # fmt: skip


def fetch_settings(
    args: argparse.Namespace, *, adaptive: bool = False, ask_gone: bool = False
) -> FetchSettings:
    """Return the settings the options ask for.

    Args:
        args: parsed by a parser with `add_fetch_options`.
        adaptive: also keep to our own estimate of when a feed has news (scheduled runs).
        ask_gone: also ask feeds that said 410.

    Raises:
        UsageError: values that make no sense together or by themselves.
    """
    try:
        if (
            args.proxy and getattr(args, "runner", None) is None
        ):  # else it is the workers' environment that counts
            proxy_login(args.proxy)
        return FetchSettings(
            contact=args.contact,
            user_agent=args.agent,
            allow_networks=tuple(args.allow_network),
            proxy=args.proxy,
            host_concurrency=args.host_concurrency,
            min_gap_s=args.host_gap,
            connect_timeout_s=args.connect_timeout,
            read_timeout_s=args.read_timeout,
            total_timeout_s=args.total_timeout,
            max_wire_bytes=args.max_wire_bytes,
            max_decoded_bytes=args.max_decoded_bytes,
            max_page_bytes=args.max_page_bytes,
            parse_timeout_s=args.parse_timeout,
            parse_memory_bytes=args.parse_memory,
            max_entries=args.max_entries,
            max_redirects=args.max_redirects,
            retries=args.retries,
            retry_after_cap_s=args.retry_after_cap,
            min_interval_s=args.min_interval,
            max_interval_s=args.max_interval,
            page_budget_s=args.page_budget,
            parser_processes=args.parser_processes,
            resolve_redirectors=args.resolve_redirectors,
            adaptive=adaptive,
            force=args.force,
            ask_gone=ask_gone,
            full_text=args.full_text,
            respect_robots=args.respect_robots,
            store_text=args.store_text,
        )
    except FetchError as error:
        raise UsageError(f"--proxy: {error.message}") from error
    except ValueError as error:
        raise UsageError(str(error)) from error
