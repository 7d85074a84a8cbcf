"""`communique feeds`: check, preview, find, import and export feeds; no lake, no Beam."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.fetch_options import add_fetch_options, fetch_settings
from pipeline.commands.parser import add_command, add_json, add_quiet
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from schemas.feed import Feed
    from transforms.feeds.survey import Health

EXAMPLES = """\
examples:
  communique feeds check feeds.opml                      ask every feed once, show how it is
  communique feeds preview https://www.un.org/feed/      the articles of one feed, as JSON lines
  communique feeds preview saved.xml                     the same from a file
  communique feeds discover https://www.un.org/          the feeds a site names
  communique feeds import reader-export.opml feeds.txt   add what another reader follows
  communique feeds export feeds.txt --format opml        hand your list to another reader

a feed list is OPML, or plain text: one address a line, `#` comments, options behind the address:
  https://wire.example/paid.xml title="Paid desk" group=Wires credentials=WIRE_LOGIN
WIRE_LOGIN is an environment variable with user:password, Bearer TOKEN or Header-Name: value

"""

EXIT_CODES = "exit codes: 0 all is well; 1 a feed is not, or nothing was found; 2 bad usage or feed list"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and what it can do."""
    parser = add_command(
        commands, "feeds", summary="check, preview, find and exchange feeds", examples=EXAMPLES + EXIT_CODES
    )
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)

    check = actions.add_parser(
        "check", help="ask every feed once and show how it is",
        description="Ask every feed once, politely, and show status, entries, newest entry and problems.",
        epilog=_epilog("communique feeds check feeds.opml", "communique feeds check feeds.txt --json --quiet | jq .error"),
    )  # fmt: skip
    check.add_argument("feeds", metavar="FILE", help="the feed list")
    add_json(check, "one JSON object a feed, as they come in")
    add_quiet(check, "no progress on stderr")
    add_fetch_options(check)
    check.set_defaults(handler=check_list)

    preview = actions.add_parser(
        "preview", help="print the articles of one feed as JSON lines",
        description="Print the normalised articles of one feed as JSON lines; refused entries go to stderr.",
        epilog=_epilog("communique feeds preview https://www.un.org/feed/ | jq .title", "communique feeds preview saved.xml"),
    )  # fmt: skip
    preview.add_argument("feed", metavar="URL|FILE", help="address of a feed, or a file")
    preview.add_argument(
        "--credentials", metavar="NAME", help="environment variable with the credentials of the feed"
    )
    add_fetch_options(preview)
    preview.set_defaults(handler=preview_feed, full_text=False)

    discover = actions.add_parser(
        "discover", help="find the feeds of a site",
        description="Print the feeds a web page names; where it names none, look in the usual places.",
        epilog=_epilog("communique feeds discover https://www.un.org/"),
    )  # fmt: skip
    discover.add_argument("url", metavar="URL", help="any page of the site")
    add_json(discover, "one JSON object a feed")
    add_fetch_options(discover)
    discover.set_defaults(handler=discover_feeds)

    imports = actions.add_parser(
        "import", help="add the feeds of another list",
        description="Add the feeds of a list (OPML or plain text) to FILE; what it has stays as it is.",
        epilog=_epilog("communique feeds import reader-export.opml feeds.txt"),
    )  # fmt: skip
    imports.add_argument(
        "source", metavar="SOURCE", help="OPML or plain text, e.g. the export of a feed reader"
    )
    imports.add_argument(
        "file", metavar="FILE", help="the list to add to; made if missing (.opml or plain text)"
    )
    add_quiet(imports, "no closing line")
    imports.set_defaults(handler=import_feeds)

    export = actions.add_parser(
        "export", help="write a feed list as OPML or plain text",
        description="Write a feed list to stdout, or to a file. Credentials stay names of variables.",
        epilog=_epilog("communique feeds export feeds.txt --format opml --out feeds.opml"),
    )  # fmt: skip
    export.add_argument("feeds", metavar="FILE", help="the feed list")
    export.add_argument(
        "--format", choices=("opml", "text"), default="opml", help="what to write (default: opml)"
    )
    export.add_argument("--out", metavar="FILE", help="where to (default: stdout)")
    export.set_defaults(handler=export_feeds)


def _epilog(*examples: str) -> str:
    return "\n".join(("examples:", *(f"  {example}" for example in examples), "", EXIT_CODES))


def check_list(args: argparse.Namespace) -> int:
    """Print how every feed is; return 1 if one is not well."""
    from pipeline.request import listed_feeds
    from transforms.feeds.survey import check_feeds

    feeds = listed_feeds(args.feeds, option="")
    settings = fetch_settings(args)
    found: list[Health] = []
    for health in check_feeds(feeds, settings):
        found.append(health)
        if args.json:
            print(json.dumps(_as_object(health), ensure_ascii=False), flush=True)
        if not args.quiet:
            mark = "ok" if health.ok else health.error
            print(
                f"{len(found)}/{len(feeds)} {mark}: {health.feed.title or health.feed.url}", file=sys.stderr
            )
    order = {feed.feed_id: position for position, feed in enumerate(feeds)}
    found.sort(key=lambda health: order[health.feed.feed_id])
    if not args.json:
        _print_table(found)
    return 0 if all(health.ok for health in found) else 1


def _print_table(found: list[Health]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from pipeline.tabular import stdout_console

    console = stdout_console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("feed", "status", "entries", "newest", "problems"):
        table.add_column(name, justify="right" if name == "entries" else "left", overflow="fold")
    for health in found:
        status = "ok" if health.ok else str(health.error)
        table.add_row(
            escape(health.feed.title or health.feed.url),
            f"{health.status} {status}" if health.status else status,
            str(health.entries),
            f"{health.newest:%Y-%m-%d %H:%M}" if health.newest else "-",
            escape("; ".join(health.problems)),
        )
    console.print(table)
    bad = sum(not health.ok for health in found)
    console.print(f"{len(found)} feeds: {len(found) - bad} well, {bad} not (classes: docs/errors.md)")


def _as_object(health: Health) -> dict[str, object]:
    return {
        "feed_id": health.feed.feed_id,
        "url": health.feed.url,
        "title": health.feed.title,
        "status": health.status,
        "error": health.error,
        "format": health.version,
        "entries": health.entries,
        "newest": health.newest.isoformat().replace("+00:00", "Z") if health.newest else None,
        "problems": list(health.problems),
        "duration_ms": health.duration_ms,
    }


def preview_feed(args: argparse.Namespace) -> int:
    """Print the articles of one feed; return 1 if it is no feed or entries were refused."""
    from pipeline.jsonlines import write_object
    from schemas.arrow import to_json, to_row
    from transforms.articles.redirectors import opaque_link
    from transforms.feeds.errors import FETCH_ERRORS, FetchError
    from transforms.feeds.read import read_response
    from transforms.feeds.sandbox import shared_sandbox
    from transforms.feeds.survey import ask_once, to_articles

    feed = _one_feed(args.feed, args.credentials)
    settings = fetch_settings(args)
    sandbox = shared_sandbox(settings.parser_processes, settings.parse_memory_bytes)
    try:
        parsed = read_response(ask_once(feed, settings), sandbox, settings)
    except FetchError as error:
        advice = FETCH_ERRORS[error.kind].advice
        print(f"communique: {feed.url}: {error.kind}: {error.message}. {advice}", file=sys.stderr)
        return 1
    articles, refused = to_articles(parsed)
    if settings.full_text:
        articles = _with_pages(articles, settings)
    for article in articles:
        write_object(to_json(to_row(article)))
    sys.stdout.flush()
    for reason, words in parsed.problems:
        print(f"communique: {feed.url}: {reason}: {words}", file=sys.stderr)
    for problem in refused:
        print(f"communique: {feed.url}: {problem.reason}: {problem}", file=sys.stderr)
    if opaque := sum(opaque_link(entry) is not None for entry in parsed.entries):
        print(
            f"communique: {feed.url}: {opaque} of {len(parsed.entries)} links lead through redirectors; a run"
            " follows them, so its addresses and ids are those of the articles themselves",
            file=sys.stderr,
        )
    return 1 if refused or parsed.problems else 0


def _with_pages(articles: list, settings: object) -> list:
    from transforms.articles.full_text import fetch_full_text, has_page
    from transforms.articles.robots import ROBOTS
    from transforms.feeds.http import Client
    from transforms.feeds.politeness import GATE, dispatch
    from transforms.feeds.redirects import host_key
    from transforms.feeds.sandbox import shared_sandbox
    from transforms.feeds.settings import FetchSettings

    assert isinstance(settings, FetchSettings)
    client = Client(settings)
    sandbox = shared_sandbox(settings.parser_processes, settings.parse_memory_bytes)
    done = {
        full.article.article_id: full.article
        for full in dispatch(
            [(host_key(article.url), article) for article in articles if has_page(article)],
            lambda article, lease: fetch_full_text(article, lease, client, sandbox, ROBOTS, settings),
            gate=GATE,
            gap_s=settings.min_gap_s,
            concurrency=settings.host_concurrency,
            slow_after_s=settings.slow_after_s,
        )
    }
    return [done.get(article.article_id, article) for article in articles]


def _one_feed(address: str, credentials: str | None = None) -> Feed:
    from transforms.feeds.feedlist import FeedListError, is_local, make_feed

    try:
        feed = make_feed(address, "preview", Path.cwd(), credentials=credentials)
    except (FeedListError, OSError, ValueError) as error:
        raise UsageError(str(error)) from error
    if is_local(feed) and not Path(feed.url).is_file():
        raise UsageError(f"preview {address!r}: no such file; a web address starts with http:// or https://")
    return feed


def discover_feeds(args: argparse.Namespace) -> int:
    """Print the feeds of a site; return 1 if there are none."""
    from transforms.feeds.errors import FetchError
    from transforms.feeds.find import find_site_feeds

    settings = fetch_settings(args)
    url = args.url if "://" in args.url else f"https://{args.url}"
    try:
        feeds = find_site_feeds(url, settings)
    except FetchError as error:
        if error.kind == "bad_url":
            raise UsageError(f"discover {args.url}: {error.message}") from error
        print(f"communique: {url}: {error.kind}: {error.message}", file=sys.stderr)
        return 1
    for feed in feeds:
        if args.json:
            print(json.dumps({"url": feed.url, "title": feed.title, "how": feed.how}, ensure_ascii=False))
        else:
            print(feed.url + (f"\t{feed.title}" if feed.title else ""))
    if not feeds:
        print(
            f"communique: {url}: no feed found, neither named on the page nor in the usual places",
            file=sys.stderr,
        )
    return 0 if feeds else 1


def import_feeds(args: argparse.Namespace) -> int:
    """Add the feeds of one list to another."""
    from pipeline.request import listed_feeds
    from transforms.feeds.sharing import address_key

    target = Path(args.file)
    if target.exists() and not target.is_file():
        raise UsageError(f"{target}: is no file")
    have = listed_feeds(str(target), option="") if _says_something(target) else ()
    known = {address_key(feed.url) for feed in have}
    new = [feed for feed in listed_feeds(args.source, option="") if address_key(feed.url) not in known]
    form = "opml" if target.suffix.lower() in (".opml", ".xml") or _is_opml(target) else "text"
    if form == "text" and target.exists():
        data = target.read_bytes()
        data += b"" if data.endswith(b"\n") or not data else b"\n"
        data += _to_text(new)
    else:
        data = _render((*have, *new), form)
    _replace(target, data)
    if not args.quiet:
        print(f"{len(new)} feeds added to {target}, {len(have)} were there", file=sys.stderr)
    return 0


def _says_something(path: Path) -> bool:
    """Whether a list has more than comments: a new one may be empty."""
    if not path.exists():
        return False
    return any(line.strip() and not line.lstrip().startswith(b"#") for line in path.read_bytes().splitlines())


def _is_opml(path: Path) -> bool:
    return path.exists() and path.read_bytes().lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _replace(target: Path, data: bytes) -> None:
    aside = target.with_name(f".{target.name}.new")
    try:
        aside.write_bytes(data)
        aside.replace(target)
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}") from error


def export_feeds(args: argparse.Namespace) -> int:
    """Write a feed list in another form."""
    from pipeline.request import listed_feeds

    data = _render(listed_feeds(args.feeds, option=""), args.format)
    if args.out:
        _replace(Path(args.out), data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    return 0


def _render(feeds: tuple[Feed, ...], form: str) -> bytes:
    from transforms.feeds.opml import write_opml

    return write_opml(feeds) if form == "opml" else _to_text(feeds)


def _to_text(feeds: list[Feed] | tuple[Feed, ...]) -> bytes:
    from transforms.feeds.feedlist import write_line

    return "".join(f"{write_line(feed)}\n" for feed in feeds).encode("utf-8")
