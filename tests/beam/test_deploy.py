"""The files of deploy/ work: their checkers accept them, and the commands in them run as they stand there."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from pipeline.commands import build_parser

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
PAGE = (PROJECT / "docs" / "operations.md").read_text("utf-8")
UNITS = sorted((DEPLOY / "systemd").iterdir())


class Host:
    """A folder with the places the files of deploy/ name."""

    def __init__(self, root: Path, script: str) -> None:
        self.root, self.script = root, script
        for place in ("etc/communique", "var/lib/communique", "var/lib/node_exporter", "var/log/communique"):
            (root / place).mkdir(parents=True)
        etc = root / "etc/communique"
        for file in (PROJECT / "seeds").glob("*.*"):
            shutil.copy(file, etc)
        shutil.copy(PROJECT / "seeds/sample.opml", etc / "feeds.opml")
        (etc / "feeds.txt").write_text("wire.rss.xml\n", "utf-8")

    def here(self, text: str) -> str:
        """Return a text with its places in this folder and our command."""
        text = text.replace("/opt/communique/.venv/bin/communique", self.script)
        return re.sub(r"(?<![\w/])/(etc|var)/", rf"{self.root}/\1/", text)

    def run(self, command: str) -> None:
        """Run a command line of a file and see that it did something."""
        done = subprocess.run(
            self.here(command), shell=True, capture_output=True, text=True, timeout=300, check=False
        )
        log = self.root / "var/log/communique/log"
        assert done.returncode == 0, done.stderr + (log.read_text("utf-8") if log.exists() else "")


@pytest.fixture
def host(tmp_path, console_script):
    return Host(tmp_path, console_script)


def test_the_page_names_every_file_of_deploy_that_is_for_operators():
    for folder in ("cron", "systemd", "kubernetes", "airflow", "prometheus"):
        for file in (DEPLOY / folder).glob("communique*"):
            assert f"deploy/{folder}/{file.name}" in PAGE, file
    assert "deploy/kubernetes/cronjob.yaml" in PAGE


def test_the_lines_for_cron_are_lines_for_cron_and_run(host):
    lines = [
        line
        for line in (DEPLOY / "cron" / "communique").read_text("utf-8").splitlines()
        if line and not line.startswith("#") and not re.match(r"[A-Z]+=", line)
    ]
    ranges = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
    for line in lines:
        *times, user, command = line.split(None, 6)
        for text, (low, high) in zip(times, ranges, strict=True):
            number = re.fullmatch(r"\*(?:/(\d+))?|(\d+)", text)
            assert number, text
            assert number[2] is None or low <= int(number[2]) <= high
        assert user == "communique"
        assert "%" not in command  # cron makes a newline of it
        host.run(command)
    assert (host.root / "var/lib/node_exporter/communique.prom").stat().st_size > 1_000
    assert list((host.root / "var/lib/communique/lake/events").glob("ingest_date=2*/*.parquet"))


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(path.read_text("utf-8").replace("\\\n", " "))
    return parser


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda p: p.name)
def test_the_commands_of_the_services_run(host, path):
    if "compact" in path.name:
        host.run("/opt/communique/.venv/bin/communique lake init /var/lib/communique/lake")
    host.run(unit(path)["Service"]["ExecStart"])


def test_systemd_accepts_the_units(host):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    for path in UNITS:
        text = host.here(path.read_text("utf-8")).replace("User=communique", "User=root")
        (host.root / path.name).write_text(text.replace("Group=communique", "Group=root"), "utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", *(str(host.root / path.name) for path in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    about_ours = [line for line in done.stderr.splitlines() if "communique" in line]
    assert (done.returncode, about_ours) == (0, []), done.stderr
    for path in UNITS:
        if path.suffix == ".timer":
            when = unit(path)["Timer"]["OnCalendar"]
            subprocess.run([analyze, "calendar", when], check=True, capture_output=True)
            assert path.with_suffix(".service").exists()


def cronjob() -> list[dict]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes" / "cronjob.yaml").read_text("utf-8")))


def test_kubernetes_schema_accepts_the_manifests_and_refuses_broken_ones():
    for manifest in cronjob():
        kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)
    broken = cronjob()[-1]
    broken["spec"]["shedule"] = broken["spec"].pop("schedule")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, kubernetes_validate.latest_version(), strict=True)


def test_the_cronjob_mounts_what_its_command_reads_and_the_command_runs(host):
    config, claim, job = cronjob()
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == set(volumes)
    assert volumes["feeds"]["configMap"]["name"] == config["metadata"]["name"]
    assert volumes["lake"]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    build_parser().parse_args(container["args"])
    words = [word.replace("=/lake/", "=/var/lib/communique/") for word in container["args"]]
    assert re.search(r"^https://\S+$", config["data"]["feeds.txt"], re.M)
    host.run(shlex.join(["/opt/communique/.venv/bin/communique", *words]))


@pytest.fixture
def airflow(make_target, host, monkeypatch):
    """Return a function that runs Airflow's command in a home of its own, with our DAGs."""
    stamp = make_target("airflow", ".venv-airflow/.installed")
    places = {
        "AIRFLOW_HOME": str(host.root / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DEPLOY / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "COMMUNIQUE_COMMAND": host.script,
        "COMMUNIQUE_FEEDS": str(host.root / "etc/communique/feeds.opml"),
        "COMMUNIQUE_LAKE": str(host.root / "lake"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [str(stamp.parent / "bin" / "airflow"), *words],
            env={**os.environ, **places}, capture_output=True, text=True, timeout=500, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    return run


@pytest.mark.timeout(900)
def test_airflow_imports_the_dags_and_runs_them(airflow, host):
    airflow("db", "migrate")
    assert "No data found" in airflow("dags", "list-import-errors", "--local")
    airflow("dags", "test", "communique", "2025-03-30")
    assert list((host.root / "lake/events").glob("ingest_date=2*/*.parquet"))
    airflow("dags", "test", "communique_compact", "2025-03-30")


@pytest.fixture(scope="module")
def promtool(make_target):
    return str(make_target("promtool", ".venv/bin/promtool"))


def test_alert_rules_say_what_they_should(promtool):
    rules = DEPLOY / "prometheus"
    for words in (("check", "rules", "communique.rules.yml"), ("test", "rules", "communique.rules.test.yml")):
        done = subprocess.run([promtool, *words], cwd=rules, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_accepts_the_metrics_of_a_run_and_the_rules_use_no_others(promtool, host):
    command = (
        "/opt/communique/.venv/bin/communique run --feeds /etc/communique/feeds.opml --lake /var/lib/l -q"
    )
    host.run(f"{command} --metrics-file /var/lib/node_exporter/communique.prom")
    metrics = (host.root / "var/lib/node_exporter/communique.prom").read_text("utf-8")
    done = subprocess.run(
        [promtool, "check", "metrics"], input=metrics, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    written = set(re.findall(r"^# TYPE (\w+)", metrics, re.M))
    rules = (DEPLOY / "prometheus" / "communique.rules.yml").read_text("utf-8")
    used = {re.sub(r"_bucket$", "", name) for name in re.findall(r"\bcommunique_\w+", rules)}
    assert used <= written


def alerts() -> list[str]:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "communique.rules.yml").read_text("utf-8"))["groups"]
    return [rule["alert"] for group in groups for rule in group["rules"]]


def test_every_alert_fires_in_a_test_and_has_advice():
    tests = yaml.safe_load((DEPLOY / "prometheus" / "communique.rules.test.yml").read_text("utf-8"))["tests"]
    fired = {
        case["alertname"] for test in tests for case in test["alert_rule_test"] if case.get("exp_alerts")
    }
    assert fired == set(alerts())
    assert not [name for name in alerts() if f"| `{name}` |" not in PAGE]


def test_the_citation_file_is_one(make_target, tmp_path):
    check = make_target("cffconvert", ".venv-cff/bin/cffconvert")
    done = subprocess.run(
        [str(check), "--validate", "-i", str(PROJECT / "CITATION.cff")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    from pipeline.commands import version

    cited = yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))
    assert (cited["version"], cited["license"]) == (version(), "Apache-2.0")
