"""Words a second of a plain full parse against the coder, and the coder's memory: `make bench-extract`.

Same run, same texts, one core: both are measured in processor time, in turns, and the best of several turns counts,
because a shared machine makes each of them slower at times. Political news are the project's own annotated articles,
which are denser in events than any newspaper; mixed news are made of the same articles and of paragraphs about other
things put together from word lists here, nine words in ten. Memory is the resident size after 1,000, 5,000 and 10,000
different articles.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import corpus_articles  # noqa: E402
from tools.labelled import moment  # noqa: E402
from transforms.events.coder import Coder, CoderInput  # noqa: E402
from transforms.events.nlp import MODELS  # noqa: E402
from transforms.events.who import mentions, phrases  # noqa: E402

POLITICAL_SHARE = 0.1
"""Share of the words of mixed news that stand in political articles."""
DAY = dt.datetime(2025, 5, 14, 9, tzinfo=dt.timezone.utc)

WHO = """the bakery|the under-19 side|a retired plumber|the orchestra|the garden centre|the startup|a local novelist|the museum
the striker|a marine biologist|the brewery|the choir|the chess club|a dentist from the suburbs|the quarterback|the fashion house
the carmaker|a beekeeper|the film crew|the bookshop|the ski resort|a pastry chef|the marathon runner|the coach|the gallery""".replace(
    "\n", "|"
).split("|")
DID = """opened a second branch near the station|won the semi-final on penalties|finished a novel set on a lighthouse
released an album of lullabies|reported record quarterly sales|baked the longest strudel of the county|found a new species of moth
unveiled an electric van with two sliding doors|restored a steam engine from 1911|cut prices of winter coats by a third
grew a pumpkin of two hundred kilos|signed a striker on loan until June|cancelled the matinee because of a leaking roof
beat the champions 3-1 away from home|launched an app that counts steps|painted the pavilion in pale yellow
lost the opening set but took the next two|moved the fish market to the old tram depot|sold the painting at auction for a small fortune
shared a recipe for lentil soup|trained forty volunteers to prune apple trees|filmed a comedy about two rival barbers""".replace(
    "\n", "|"
).split("|")
WHEN = """on Saturday|this spring|after a long winter|before the summer holidays|last weekend|in front of a full house|without much fuss
to everybody's surprise|for the first time in years|despite the rain|early in the morning|by lunchtime""".replace(
    "\n", "|"
).split("|")
THEN = """Visitors queued around the block.|The forecast promises sunshine with a light breeze from the west.|Tickets go on sale next week.
Fans sang until the floodlights went out.|The shares closed slightly higher.|Doctors recommend a walk after dinner.
The recipe needs butter, flour and patience.|Nobody was more surprised than the owner.|The second half was slower.
A sequel is being written.|Readers sent in hundreds of photographs.|The menu changes with the season.
Hotels along the coast are booked out.|The telescope will look at a distant galaxy.|Snow is likely above a thousand metres.""".replace(
    "\n", "|"
).split("|")


def others(seed: int) -> Iterator[CoderInput]:
    """Yield articles about sport, shops, books, weather and the like; endless, the same for the same seed."""
    dice = random.Random(seed)
    number = 0
    while True:
        number += 1
        title = f"{dice.choice(WHO)} {dice.choice(DID)}".capitalize()
        sentences = []
        for _ in range(dice.randint(8, 16)):
            said = f"{dice.choice(WHO)} {dice.choice(DID)} {dice.choice(WHEN)}."
            sentences += [said[0].upper() + said[1:], *([dice.choice(THEN)] if dice.random() < 0.6 else [])]
        yield CoderInput(f"other-{seed}-{number}", title, " ".join(sentences), DAY)


def political() -> list[CoderInput]:
    """Return the project's own articles."""
    return [
        CoderInput(r["id"], r["title"], r["text"], moment(r["published"])) for r in corpus_articles.load()
    ]


def words_in(articles: Sequence[CoderInput]) -> int:
    """Return the words of titles and texts."""
    return sum(len(f"{a.title} {a.text}".split()) for a in articles)


def mixed(articles: Sequence[CoderInput]) -> list[CoderInput]:
    """Return the articles among so many others that they hold a tenth of the words."""
    out = list(articles)
    wanted = words_in(articles) * (1 - POLITICAL_SHARE) / POLITICAL_SHARE
    have = 0
    for article in others(1):
        if have >= wanted:
            break
        out.append(article)
        have += words_in([article])
    random.Random(2).shuffle(out)
    return out


def full_model() -> Callable[[Sequence[CoderInput]], None]:
    """Return what reads texts with every component of the English model."""
    for name in MODELS:
        try:
            nlp = importlib.import_module(name).load()
            break
        except ImportError:
            continue
    else:
        raise SystemExit(f"no English model installed: pip install {MODELS[-1].replace('_', '-')}==3.8.0")

    def read(articles: Sequence[CoderInput]) -> None:
        for _ in nlp.pipe(f"{a.title}\n\n{a.text}" for a in articles):
            pass

    return read


def forget() -> None:
    """Empty what the coder remembers of texts, lest a later turn find its answers ready."""
    for remembered in (mentions._of_passage, mentions._of_article, phrases.resolve_phrase):
        remembered.cache_clear()


def raced(
    runners: dict[str, Callable[[Sequence[CoderInput]], None]], articles: Sequence[CoderInput], turns: int
) -> dict[str, float]:
    """Return the words a second of each runner: in turns, the best of all turns."""
    words = words_in(articles)
    best = dict.fromkeys(runners, 0.0)
    for _ in range(turns):
        for name, run in runners.items():
            begun = time.process_time()
            run(articles)
            best[name] = max(best[name], words / (time.process_time() - begun))
    return best


def resident() -> float:
    """Return the resident memory of this process in MiB.

    Raises:
        OSError: the system has no /proc.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status has no VmRSS")


def memory(coder: Coder, articles: int) -> list[tuple[int, float]]:
    """Return (articles read, MiB) on the way through so many different articles, one political among ten."""
    sources, rest = political(), others(3)
    marks = sorted({articles // 10, articles // 2, articles})

    def stream() -> Iterator[CoderInput]:
        for number in range(articles):
            if number % 10:
                yield next(rest)
                continue
            source = sources[number // 10 % len(sources)]
            # a name of its own keeps each text from being the same as the last time round
            text = f"{source.text} Reference {number:05d}-{number * 7919 % 100003:x}."
            yield CoderInput(f"{source.article_id}-{number}", source.title, text, source.published)

    out = []
    for number, _ in enumerate(coder.code(stream()), start=1):
        if number in marks:
            out.append((number, resident()))
    return out


def main() -> int:
    """Race, weigh and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=4, help="turns of each race; the best counts")
    parser.add_argument(
        "--articles", type=int, default=10_000, help="articles of the memory test; 0 leaves it out"
    )
    parser.add_argument("--mixed-of", type=int, default=60, help="political articles in the mixed news")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()
    coder = Coder()
    read = full_model()

    def ours(articles: Sequence[CoderInput]) -> None:
        forget()
        for _ in coder.code(articles):
            pass

    runners = {"plain": read, "coder": ours}
    for run in runners.values():
        run(political()[:5])  # lexicons and models are loaded before the clock starts
    report: dict[str, object] = {}
    for name, articles in (
        ("political news", political()),
        ("mixed news", mixed(political()[: args.mixed_of])),
    ):
        speed = raced(runners, articles, args.turns)
        report[name] = {
            "words": words_in(articles), "plain": round(speed["plain"]), "coder": round(speed["coder"]),
            "ratio": round(speed["coder"] / speed["plain"], 2),
        }  # fmt: skip
        if not args.json:
            print(f"{name}: {words_in(articles):,} words; plain {speed['plain']:,.0f} words/s, coder {speed['coder']:,.0f} words/s, "
                  f"{speed['coder'] / speed['plain']:.2f} times as fast", flush=True)  # fmt: skip
    if args.articles:
        marks = memory(coder, args.articles)
        report["memory"] = {str(number): round(size) for number, size in marks}
        if not args.json:
            print(
                "memory: " + ", ".join(f"{size:,.0f} MiB after {number:,} articles" for number, size in marks)
            )
    if args.json:
        print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
