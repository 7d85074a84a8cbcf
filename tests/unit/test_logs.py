"""What stderr is made of: words for people, JSON for machines."""

from __future__ import annotations

import json
import logging

import pytest

from pipeline import logs


@pytest.fixture(autouse=True)
def put_back():
    """Leave logging as other tests expect it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = logs.sys.excepthook, logs.threading.excepthook
    yield
    logging.captureWarnings(False)
    logs.sys.excepthook, logs.threading.excepthook = hooks
    root.handlers[:], root.level = handlers, level
    logs._speak(logs._Words())


def test_people_read_words_and_who_warns(capsys):
    logs.set_up_logging(verbose=False)
    logs.tell("3 feeds polled", feeds=3)
    logs.tell("lake repaired", level=logging.WARNING)
    assert capsys.readouterr().err == "3 feeds polled\ncommunique: lake repaired\n"


def test_machines_read_one_object_a_line(capsys):
    logs.set_up_logging(verbose=False, form="json")
    logs.tell("3 feeds polled", feeds=3)
    try:
        raise ValueError("line one\nline two")
    except ValueError:
        logs.tell("it failed", level=logging.ERROR, trace=True)
    logging.getLogger("transforms.feeds").warning("of a %s", "step")
    logging.getLogger("transforms.feeds").info("not without --verbose")
    told, failed, step = map(json.loads, capsys.readouterr().err.splitlines())
    assert (told["message"], told["level"], told["feeds"]) == ("3 feeds polled", "info", 3)
    assert told["time"].endswith("+00:00")
    assert (failed["error"]["type"], failed["error"]["message"]) == ("ValueError", "line one\nline two")
    assert "Traceback" in failed["error"]["stack"]
    assert (step["message"], step["logger"]) == ("of a step", "transforms.feeds")


@pytest.mark.parametrize(("form", "start"), [("text", "communique: SIGTERM"), ("json", '{"time"')])
def test_a_signal_handler_speaks_the_same_language(form, start, capfd):
    logs.set_up_logging(verbose=False, form=form)
    logs.tell_from_signal("SIGTERM: stopping")
    assert capfd.readouterr().err.startswith(start)


@pytest.mark.parametrize(
    ("words", "form"),
    [
        (["run", "--log-format", "json", "--laek"], "json"),
        (["run", "--log-format=json"], "json"),
        (["run", "--log-format", "yaml"], "text"),
        (["run", "json"], "text"),
        (["run", "--log-format"], "text"),
        ([], "text"),
    ],
)
def test_the_format_is_known_before_the_arguments_are_checked(words, form):
    assert logs.wanted_format(words) == form
