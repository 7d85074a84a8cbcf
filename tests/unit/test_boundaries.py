"""Who may import whom, and what leaves the house in a package."""

import ast
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE_ROOMS = ("schemas", "transforms/feeds", "transforms/articles", "transforms/tables", "transforms/events")
PACKAGES = ("pipeline", "transforms", "schemas")


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Return what a module imports, lazily or not."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            found.add(node.module or "")
    return found


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("path", modules(*PURE_ROOMS), ids=dotted)
def test_pure_rooms_import_neither_beam_nor_the_steps_nor_the_pipeline(path):
    steps = {dotted(step) for step in (ROOT / "transforms").glob("*.py")} - {"transforms"}
    for name in imports(path):
        assert not within(name, "apache_beam")
        assert not within(name, "pipeline")
        assert name not in steps - {"transforms.failures"}, f"a pure room must not import the step {name}"


@pytest.mark.parametrize("path", modules("schemas"), ids=dotted)
def test_schemas_depend_on_nothing_of_ours(path):
    assert not [name for name in imports(path) if within(name, "transforms")]


@pytest.mark.parametrize("path", modules("transforms"), ids=dotted)
def test_transforms_do_not_know_the_pipeline(path):
    assert not [name for name in imports(path) if within(name, "pipeline")]


def test_no_pure_module_loads_beam_by_way_of_another():
    names = [dotted(path) for path in modules(*PURE_ROOMS)]
    program = (
        "import importlib, json, sys\n"
        f"[importlib.import_module(name) for name in json.loads({json.dumps(json.dumps(names))})]\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'apache_beam'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_help_waits_for_neither_beam_nor_spacy():
    program = (
        "import sys; from pipeline.commands import build_parser; build_parser();"
        "print([name for name in ('apache_beam', 'spacy', 'trafilatura') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=dotted)
def test_modules_are_named_after_what_they_hold(path):
    assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def test_nothing_that_workers_unpickle_is_defined_in_main():
    tree = ast.parse((ROOT / "pipeline/__main__.py").read_text("utf-8"))
    assert not [
        node for node in ast.walk(tree) if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.Lambda))
    ]


def test_the_installed_packages_are_ours_alone():
    owners = importlib.metadata.packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, [])) == {"communique"}, f"another distribution also installs {package}"


def test_one_version_everywhere():
    from transforms.feeds.settings import VERSION

    assert importlib.metadata.version("communique") == VERSION
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build sdist and, from it, wheel, from a copy, so that the working tree stays as it is."""
    copy = tmp_path_factory.mktemp("source") / "communique"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(
            ".*", "lake", "__pycache__", "*.egg-info", "build", "dist", "node_modules"
        ),
    )
    out = copy.parent / "dist"
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(copy)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return out


def needed() -> set[str]:
    """What a worker needs, relative to the root: all modules, and all data the lexicons and the report are read from."""
    data = {path for path in (ROOT / "transforms").rglob("data/**/*") if path.is_file()}
    data.add(ROOT / "transforms" / "beam_yaml" / "provider.yaml")
    page = set((ROOT / "pipeline/report/page").iterdir())
    paths = {path for path in {*modules(*PACKAGES), *data, *page} if "__pycache__" not in path.parts}
    return {path.relative_to(ROOT).as_posix() for path in paths}


def test_the_sdist_holds_what_workers_need_and_no_tests(built):
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert needed() <= held
    assert {"setup.py", "README.md", "LICENSE"} <= held
    assert not {name.split("/")[0] for name in held} & {"tests", "bench", "seeds", "docs", "tools", "deploy"}


def test_the_wheel_holds_what_workers_need(built):
    [path] = built.glob("*.whl")
    held = set(zipfile.ZipFile(path).namelist())
    assert needed() <= held
    assert {name.split("/")[0] for name in held if ".dist-info" not in name} == set(PACKAGES)
