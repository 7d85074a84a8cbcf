"""The shipped models are what the corpus gives: nobody can change rules or corpus and ship yesterday's weights."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from transforms.events import confidence

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(1000)]

ROOT = Path(__file__).resolve().parents[2]


def test_the_shipped_artefacts_are_what_the_corpus_gives() -> None:
    ran = subprocess.run(
        [sys.executable, "tools/train_models.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, timeout=900, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}"


def test_the_artefact_is_small_and_whole() -> None:
    ranker = confidence.load()
    assert set(ranker.thresholds) == {"international", "all"}
    assert all(0.0 <= t < 1.0 for t in ranker.thresholds.values())
    assert "bias" in ranker.weights
    assert all(abs(weight) < 10 for weight in ranker.weights.values())
    assert (ROOT / "transforms" / "events" / "data" / "ranker.json").stat().st_size < 200_000
