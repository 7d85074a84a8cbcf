"""deploy/kubernetes/flink.yaml against the schema of the Flink operator itself, as Kubernetes would be given it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

MANIFEST = Path(__file__).resolve().parents[2] / "deploy" / "kubernetes" / "flink.yaml"
pytestmark = pytest.mark.engines


def closed(schema: Any) -> Any:
    """Return a schema that refuses fields it does not name; Kubernetes would drop them without a word."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(part) for key, part in schema.items()}
    named = isinstance(found.get("properties"), dict) and found.get("type") == "object"
    if named and not found.get("x-kubernetes-preserve-unknown-fields"):
        found.setdefault("additionalProperties", False)
    return found


@pytest.fixture(scope="module")
def spec_of_the_operator(operator_schema: Path) -> Any:
    definition = yaml.load(operator_schema.read_text("utf-8"), yaml.CSafeLoader)
    manifest = yaml.safe_load(MANIFEST.read_text("utf-8"))
    assert definition["spec"]["names"]["kind"] == manifest["kind"]
    group, wanted = manifest["apiVersion"].split("/")
    assert definition["spec"]["group"] == group
    [version] = [found for found in definition["spec"]["versions"] if found["name"] == wanted]
    return closed(version["schema"]["openAPIV3Schema"]["properties"]["spec"])


def test_the_flink_deployment_is_what_its_operator_takes(spec_of_the_operator: Any) -> None:
    jsonschema.validate(yaml.safe_load(MANIFEST.read_text("utf-8"))["spec"], spec_of_the_operator)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["flinkVersion"], "v1_99"),
        (["taskManager", "replica"], 2),
        (["taskManager", "resource", "memory"], 3072),
        (["podTemplate", "spec", "containers"], {"name": "flink-main-container"}),
    ],
    ids=lambda given: given[-1] if isinstance(given, list) else None,
)
def test_the_schema_would_notice(spec_of_the_operator: Any, path: list[str], value: Any) -> None:
    spec = copy.deepcopy(yaml.safe_load(MANIFEST.read_text("utf-8"))["spec"])
    *way, last = path
    place = spec
    for name in way:
        place = place[name]
    place[last] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spec, spec_of_the_operator)
