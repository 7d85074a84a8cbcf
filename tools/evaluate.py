"""Measure the extraction room and write the table of docs/evaluation.md: `make eval`.

Measured are the annotated articles of tests/data/eval, the project's own articles and sentences (the test parts apart,
which nothing is fitted on), the linking of actors, the resolving of dates, the calibration of the confidence, and
throughput. With `--plv FILE` (or the variable PLV_DEV) pairs of the PLV benchmark are scored too; that file is not part
of the project. Prints the same table.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from schemas.event import Event  # noqa: E402
from tools import corpus, corpus_articles  # noqa: E402
from tools.evaluation_report import Measure, markdown, plain  # noqa: E402
from tools.labelled import moment  # noqa: E402
from tools.train_ranker import calibration_error  # noqa: E402
from transforms.events.batches import Uncodable, code_each  # noqa: E402
from transforms.events.coder import Coder, CoderInput, to_public  # noqa: E402
from transforms.events.when.dates import find_time_expressions, resolve  # noqa: E402
from transforms.events.who.actors import resolve_actor  # noqa: E402

GOLD = ROOT / "tests" / "data" / "eval"
REPORT = ROOT / "docs" / "evaluation.md"
SURE = 0.8
"""Confidence from which records are meant to be used unseen."""

TARGETS = {"type+dyad": 0.80, "event": 0.75, "full": 0.60, "field": 0.90, "plv strict": 0.75, "plv lenient": 0.80,
           "calibration": 0.05, "sure": 0.90}  # fmt: skip


def module_of(path: Path) -> ModuleType:
    """Return a Python file of the test data as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def coded(coder: Coder, rows: Sequence[dict[str, Any]]) -> list[tuple[Event, ...]]:
    """Return the records of every row; a text the coder fails on has none and is named on stderr."""
    inputs = [CoderInput(r["id"], r.get("title") or "", r["text"], moment(r.get("published"))) for r in rows]
    out: list[tuple[Event, ...]] = []
    for row, answer in zip(rows, code_each(coder, inputs), strict=True):
        if isinstance(answer, Uncodable):
            sys.stderr.write(f"{row['id']}: no records, the coder failed: {answer}\n")
            answer = ()
        out.append(answer)
    return out


def number(value: float) -> str:
    """Return a share as it stands in the table."""
    return f"{value:.3f}"


def aimed(group: str, name: str, value: float, key: str, *, most: bool = False) -> Measure:
    """Return a measure with its target; `most` if the target is an upper bound."""
    target = TARGETS[key]
    met = value <= target if most else value >= target
    return Measure(group, name, number(value), ("≤ " if most else "≥ ") + f"{target:.2f}", met)


# -- records ----------------------------------------------------------------------------------------------------------


def score_events(
    group: str,
    rows: Sequence[dict[str, Any]],
    records: Sequence[tuple[Event, ...]],
    *,
    targets: bool,
    fields: bool = True,
) -> tuple[list[Measure], dict[str, Any]]:
    """Score records against gold events; returns the measures and the scorer's result."""
    scorer = module_of(GOLD / "score_events.py")
    gold = {r["id"]: [scorer.scored(e) for e in r["events"]] for r in rows}
    predicted = {
        r["id"]: [scorer.scored(to_public(e)) for e in events]
        for r, events in zip(rows, records, strict=True)
    }
    result = scorer.score(gold, predicted)
    out = []
    for key, name in (("type_dyad", "type+dyad"), ("event", "event"), ("full", "full")):
        f1 = result[key]["f1"]
        detail = f"{name} F1 (P {result[key]['p']:.3f}, R {result[key]['r']:.3f})"
        out.append(aimed(group, detail, f1, name) if targets else Measure(group, detail, number(f1)))
    for name, value in result["field_accuracy"].items() if fields else ():
        label = f"{name.replace('_', ' ')} right, of matched events"
        wanted = targets and name != "actor_name"
        out.append(aimed(group, label, value, "field") if wanted else Measure(group, label, number(value)))
    empty = result["no_event"]
    if empty["articles"]:
        wrong = round(empty["fp_article_rate"] * empty["articles"])
        out.append(
            Measure(group, "texts without events that got some", f"{wrong} of {empty['articles']}", "0" if targets else "",
                    wrong == 0 if targets else None)
        )  # fmt: skip
    return out, result


def score_plv(coder: Coder, path: Path) -> tuple[list[Measure], list[str]]:
    """Score the pairs of a PLV file; returns the measures and a table by class."""
    scorer = module_of(GOLD / "score_plv.py")
    golds = read_lines(path)
    rows = [{"id": g["id"], "text": g["sentence"]} for g in golds]
    answers = [[to_public(e) for e in events] for events in coded(coder, rows)]

    def scored(*, by_cameo: bool) -> Any:
        predictions = {}
        for gold, events in zip(golds, answers, strict=True):
            typed = []
            for event in events:
                code = event.get("cameo") or ""
                by_code = scorer.CAMEO.get(code[:3]) or scorer.CAMEO.get(code[:2])
                typed.append(dict(event, type=(by_code if by_cameo else None) or event["plover_type"]))
            predictions[gold["id"]] = {"id": gold["id"], "events": typed}
        return scorer.score(golds, predictions)

    plain, cameo = scored(by_cameo=False), scored(by_cameo=True)
    group = f"PLV pairs ({len(golds)})"
    measures = [
        aimed(group, "root macro-F1, strict", plain["strict"]["root"]["macro_f1"], "plv strict"),
        aimed(group, "root macro-F1, lenient", plain["lenient"]["root"]["macro_f1"], "plv lenient"),
        Measure(group, "root macro-F1, strict, by CAMEO code", number(cameo["strict"]["root"]["macro_f1"])),
        Measure(group, "root macro-F1, lenient, by CAMEO code", number(cameo["lenient"]["root"]["macro_f1"])),
        Measure(group, "quad macro-F1, strict", number(plain["strict"]["quad"]["macro_f1"])),
        Measure(group, "accuracy, strict", number(plain["strict"]["root"]["accuracy"])),
    ]
    lines = ["| class | P | R | F1 | F1 lenient | F1 by CAMEO | pairs |", "|---|---|---|---|---|---|---|"]
    for name in scorer.ROOTS:
        p, r, f, n, _ = plain["strict"]["root"]["table"][name]
        lenient, code = plain["lenient"]["root"]["table"][name][2], cameo["strict"]["root"]["table"][name][2]
        lines.append(f"| {name} | {p:.3f} | {r:.3f} | {f:.3f} | {lenient:.3f} | {code:.3f} | {n} |")
    return measures, lines


# -- parts ------------------------------------------------------------------------------------------------------------


def score_actors() -> list[Measure]:
    """Score the linking of the phrases in actors.jsonl."""
    rows = read_lines(GOLD / "actors.jsonl")
    countries = sectors = asked = 0
    for row in rows:
        actor = resolve_actor(row["phrase"])
        countries += actor.country == row["country"]
        if row["sector"]:
            asked += 1
            sectors += actor.sector == row["sector"]
    group = f"Actors ({len(rows)} phrases)"
    return [
        Measure(group, "country or organisation right", number(countries / len(rows))),
        Measure(group, f"sector right ({asked} asked)", number(sectors / asked)),
    ]


def score_dates() -> list[Measure]:
    """Score the resolving of the expressions in dates.jsonl."""
    rows = read_lines(GOLD / "dates.jsonl")
    right = 0
    for row in rows:
        found = find_time_expressions(row["text"])
        if len(found) == 1:
            span = resolve(found[0], dt.date.fromisoformat(row["published"]), row["towards"])
            right += (None if span is None else str(span)) == row["days"]
    return [Measure(f"Dates ({len(rows)} expressions)", "days right", number(right / len(rows)))]


def score_confidence(
    parts: Iterable[tuple[Sequence[dict[str, Any]], Sequence[tuple[Event, ...]]]],
) -> list[Measure]:
    """Score the confidence on rows nothing was fitted on: is a record at p right in p of the cases?"""
    scorer = module_of(GOLD / "score_events.py")
    judged: list[tuple[float, bool]] = []
    for rows, records in parts:
        for row, events in zip(rows, records, strict=True):
            plain = [scorer.scored(to_public(e)) for e in events]
            right = {j for _, j, _ in scorer.match([scorer.scored(e) for e in row["events"]], plain)}
            judged += [(event.confidence, j in right) for j, event in enumerate(events)]
    sure = [right for confidence, right in judged if confidence >= SURE]
    group = f"Confidence ({len(judged)} records of the test parts)"
    return [
        aimed(
            group, "expected calibration error, ten bins", calibration_error(judged), "calibration", most=True
        ),
        aimed(
            group, f"precision of the {len(sure)} records at ≥ {SURE}", sum(sure) / max(1, len(sure)), "sure"
        ),
        Measure(
            group,
            f"share of all right records that are at ≥ {SURE}",
            number(sum(sure) / max(1, sum(r for _, r in judged))),
        ),
    ]


def throughput(coder: Coder, rows: Sequence[dict[str, Any]]) -> list[Measure]:
    """Measure words a second on the own articles, on one core (processor time), best of three."""
    words = sum(len(f"{r['title']} {r['text']}".split()) for r in rows)
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        coded(coder, rows)
        best = max(best, words / (time.process_time() - begun))
    return [
        Measure(
            "Throughput", f"words a second, {words:,} words of dense political text, one core", f"{best:,.0f}"
        )
    ]


# -- everything --------------------------------------------------------------------------------------------------------


def measured(plv: Path | None) -> tuple[list[Measure], list[str], dict[str, Any]]:
    """Measure everything; returns the lines, the PLV table by class and the scorer's result on dev.jsonl."""
    coder = Coder()
    dev = read_lines(GOLD / "dev.jsonl")
    articles, sentences = corpus_articles.load(), corpus.load()
    own_dev = [r for r in articles if r["split"] != "test"]
    own_test = [r for r in articles if r["split"] == "test"]
    train = [r for r in sentences if r["split"] != "test"]
    test = [r for r in sentences if r["split"] == "test"]
    answers = {name: coded(coder, rows) for name, rows in
               (("dev", dev), ("own_dev", own_dev), ("own_test", own_test), ("train", train), ("test", test))}  # fmt: skip
    lines, result = score_events(f"dev.jsonl ({len(dev)} articles)", dev, answers["dev"], targets=True)
    lines += score_events(
        f"Own articles, dev part ({len(own_dev)})", own_dev, answers["own_dev"], targets=False
    )[0]
    lines += score_events(
        f"Own articles, test part ({len(own_test)})", own_test, answers["own_test"], targets=False
    )[0]
    lines += score_events(
        f"Own sentences, train part ({len(train)})", train, answers["train"], targets=False, fields=False
    )[0]
    lines += score_events(
        f"Own sentences, test part ({len(test)})", test, answers["test"], targets=False, fields=False
    )[0]
    by_class: list[str] = []
    if plv is not None:
        more, by_class = score_plv(coder, plv)
        lines += more
    lines += score_actors() + score_dates()
    lines += score_confidence([(own_test, answers["own_test"]), (test, answers["test"])])
    return lines + throughput(coder, articles), by_class, result


def main() -> int:
    """Measure, print and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plv", type=Path, default=os.environ.get("PLV_DEV") or None, metavar="FILE",
                        help="pairs of the PLV benchmark, one JSON object a line (default: $PLV_DEV)")  # fmt: skip
    parser.add_argument(
        "--out", type=Path, default=REPORT, metavar="FILE", help="where to write the Markdown"
    )
    args = parser.parse_args()
    plv = Path(args.plv) if args.plv else None
    if plv is not None and not plv.is_file():
        parser.error(f"--plv: {plv} is no file")
    lines, by_class, result = measured(plv)
    args.out.write_text(markdown(lines, by_class, result, dt.date.today()), encoding="utf-8")
    sys.stdout.write(plain(lines))
    if plv is None:
        sys.stdout.write("\nPLV pairs: not measured, no file given (--plv FILE or PLV_DEV)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
