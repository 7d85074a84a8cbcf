"""Train the models of the extraction room on the project's own corpus: `make model`.

The texts outside the test parts are coded once and looked at by all four trainers. Drafts are made with the shipped models
of addressees and places: where one of them comes out otherwise than it is shipped, the texts are coded anew for those
that follow. `--check` writes nothing and exits 1 if a shipped artefact is not what the corpus gives.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import train_addressees, train_casting, train_places, train_ranker  # noqa: E402
from tools.labelled import rows  # noqa: E402
from tools.rehearsal import Rehearsal  # noqa: E402
from transforms.events import choice  # noqa: E402
from transforms.events.who import addressing  # noqa: E402

TRAINERS = {
    "addressees": train_addressees,
    "places": train_places,
    "casting": train_casting,
    "ranker": train_ranker,
}
"""In this order: a later one sees what the earlier ones choose."""


def main(argv: list[str] | None = None) -> int:
    """Train, report and write (or check) the artefacts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", metavar="MODEL", help=f"of {', '.join(TRAINERS)}; default: all")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a shipped artefact differs"
    )
    args = parser.parse_args(argv)
    if unknown := sorted({*args.models} - {*TRAINERS}):
        parser.error(f"no such model: {', '.join(unknown)}")
    corpus = rows("train")
    rehearsal, stale = Rehearsal(corpus), []
    for name, trainer in TRAINERS.items():
        if args.models and name not in args.models:
            continue
        artefact, report = trainer.train(rehearsal)
        shipped = trainer.ARTEFACT.is_file() and trainer.ARTEFACT.read_text(encoding="utf-8") == artefact
        if args.check:
            stale += [] if shipped else [name]
            continue
        sys.stdout.write(f"{name}: {report()}\n")
        if not shipped:
            trainer.ARTEFACT.write_text(artefact, encoding="utf-8")
            addressing.load.cache_clear()
            choice.load.cache_clear()
            if name in ("addressees", "places"):
                rehearsal = Rehearsal(corpus)
    for name in stale:
        sys.stdout.write(f"data/{name}.json is not what corpus and rules give: make model\n")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
