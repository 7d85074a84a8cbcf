"""What lies in deploy/: valid for Kubernetes, and in step with the project's commands, files and versions."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = "1.31"

FLINK_DEPLOYMENT = {
    "image", "imagePullPolicy", "flinkConfiguration", "flinkVersion", "ingress", "job", "jobManager",
    "logConfiguration", "mode", "podTemplate", "restartNonce", "serviceAccount", "taskManager",
}  # fmt: skip
"""Fields of a FlinkDeployment's spec (v1beta1); `make test-engines` asks the operator's own schema."""


def documents(name: str) -> list[dict[str, Any]]:
    return [found for found in yaml.safe_load_all((DEPLOY / "kubernetes" / name).read_text()) if found]


@pytest.mark.parametrize("document", documents("launcher.yaml"), ids=lambda document: document["kind"])
def test_what_kubernetes_itself_runs_is_valid(document):
    kubernetes_validate.validate(document, KUBERNETES, strict=True)


def test_the_validator_would_notice():
    document = documents("launcher.yaml")[-1]
    document["spec"]["replica"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(document, KUBERNETES, strict=True)


def test_the_flink_cluster_has_the_operators_fields_and_a_valid_pod():
    (cluster,) = documents("flink.yaml")
    assert (cluster["apiVersion"], cluster["kind"]) == ("flink.apache.org/v1beta1", "FlinkDeployment")
    spec = cluster["spec"]
    assert set(spec) <= FLINK_DEPLOYMENT
    for role in ("jobManager", "taskManager"):
        assert set(spec[role]) <= {"replicas", "resource", "podTemplate"}
        assert set(spec[role]["resource"]) == {"cpu", "memory"}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, **spec["podTemplate"]}
    kubernetes_validate.validate(pod, KUBERNETES, strict=True)


def test_one_version_of_flink_and_of_the_project():
    sys.path.insert(0, str(ROOT / "tools"))
    from engines import FLINK_VERSION

    from transforms.feeds.settings import VERSION

    (cluster,) = documents("flink.yaml")
    assert cluster["spec"]["flinkVersion"] == "v" + "_".join(FLINK_VERSION.split(".")[:2])
    assert f"FROM flink:{FLINK_VERSION}-" in (DEPLOY / "Dockerfile").read_text()
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            tags = re.findall(r"communique-(?:flink|worker):([\d.]+\d)", path.read_text())
            assert set(tags) <= {VERSION}, path
    beam = re.search(r"^apache-beam==([\d.]+)", (ROOT / "requirements.lock").read_text(), re.M)
    assert beam and f"beam_python3.11_sdk:{beam[1]}" in (DEPLOY / "dataflow/Dockerfile").read_text()


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("Dockerfile")), ids=lambda path: path.parent.name)
def test_images_copy_files_that_are_there(path):
    copied = [line.split()[1:-1] for line in path.read_text().splitlines() if line.startswith("COPY")]
    assert copied
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name


def test_the_launchers_command_line_is_one_communique_takes():
    from pipeline.commands import build_parser
    from pipeline.options import refuse_unknown

    container = documents("launcher.yaml")[-1]["spec"]["template"]["spec"]["containers"][0]
    assert container["command"][0] == "communique"
    args, beam = build_parser().parse_known_args([*container["command"][1:], *container["args"]])
    assert args.command == "stream" and args.runner == "FlinkRunner"
    refuse_unknown(beam)


def test_dataflows_options_are_beams():
    from pipeline.options import refuse_unknown

    refuse_unknown((DEPLOY / "dataflow/options.txt").read_text().split())
