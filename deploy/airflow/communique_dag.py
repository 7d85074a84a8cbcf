"""Communiqué by Airflow: a run every quarter of an hour, and a compaction every night.

Airflow needs nothing of Communiqué but its command: that lives in an environment of its own, so that neither
has to fit the other's dependencies. The places are taken from Airflow's environment.
"""

from __future__ import annotations

import datetime as dt
import os

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

COMMAND = os.environ.get("COMMUNIQUE_COMMAND", "/opt/communique/.venv/bin/communique")
FEEDS = os.environ.get("COMMUNIQUE_FEEDS", "/etc/communique/feeds.opml")
LAKE = os.environ.get("COMMUNIQUE_LAKE", "/var/lib/communique/lake")
START = dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc)

with DAG(
    "communique",
    description="Poll feeds, extract events, publish",
    schedule="*/15 * * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=dt.timedelta(minutes=50),
):
    # Not retried: the next run asks the same feeds again, and publishers are not asked more often for it.
    BashOperator(
        task_id="run",
        bash_command='"$COMMAND" run --feeds "$FEEDS" --lake "$LAKE" --adaptive --quiet --json',
        env={"COMMAND": COMMAND, "FEEDS": FEEDS, "LAKE": LAKE},
        append_env=True,
        retries=0,
    )

with DAG(
    "communique_compact",
    description="One file per table and day",
    schedule="20 3 * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
):
    BashOperator(
        task_id="compact",
        bash_command='"$COMMAND" lake compact "$LAKE"',
        env={"COMMAND": COMMAND, "LAKE": LAKE},
        append_env=True,
        retries=1,
    )
