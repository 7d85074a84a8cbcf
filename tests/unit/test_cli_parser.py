"""Values of options: what is read, and the words in which the rest is refused."""

import argparse
import datetime as dt

import pytest

from pipeline.commands import parser
from pipeline.commands.parser import Parser
from pipeline.errors import UsageError


@pytest.mark.parametrize(
    ("text", "value"), [("90", 90), ("30s", 30), ("15m", 900), ("2h", 7200), ("1d", 86400), ("0.5s", 0.5)]
)
def test_spans_of_time(text, value):
    assert parser.seconds(text) == value


@pytest.mark.parametrize("text", ["", "s", "-1", "5 weeks", "nan", "inf", "1e999", "999999d"])
def test_no_span_of_time(text):
    with pytest.raises(argparse.ArgumentTypeError, match="15m"):
        parser.seconds(text)


@pytest.mark.parametrize(
    ("text", "value"), [("127.0.0.0/8", "127.0.0.0/8"), ("10.1.2.3", "10.1.2.3/32"), ("fd00::/8", "fd00::/8")]
)
def test_networks(text, value):
    assert parser.network(text) == value


@pytest.mark.parametrize("text", ["localhost", "10.0.0.0/64", "", "10.0.0"])
def test_no_network(text):
    with pytest.raises(argparse.ArgumentTypeError, match="is not a network"):
        parser.network(text)


@pytest.mark.parametrize("text", ["0", "-3", "1.5", "many"])
def test_no_positive_number(text):
    with pytest.raises(argparse.ArgumentTypeError, match="whole number from 1"):
        parser.positive(text)


def test_natural_numbers_begin_with_zero():
    assert (parser.natural("0"), parser.natural("3")) == (0, 3)
    for text in ("-1", "x"):
        with pytest.raises(argparse.ArgumentTypeError, match="whole number from 0"):
            parser.natural(text)


@pytest.mark.parametrize(
    "text",
    ["2025-03-30T08:00:00Z", "2025-03-30T08:00:00", "2025-03-30T10:00:00+02:00", "2025-03-30T08:00:00.000Z"],
)
def test_instants_are_utc(text):
    assert parser.instant(text) == dt.datetime(2025, 3, 30, 8, tzinfo=dt.timezone.utc)
    assert parser.instant(text).utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("text", ["yesterday", "30 March 2025 maybe", "2025-13-01"])
def test_no_instant(text):
    with pytest.raises(ValueError):
        parser.instant(text)


def test_a_wrong_option_value_is_one_line_that_names_option_and_help():
    probe = Parser(prog="communique probe")
    probe.add_argument("--every", type=parser.seconds)
    with pytest.raises(UsageError) as refused:
        probe.parse_args(["--every", "soon"])
    message = str(refused.value)
    assert "--every" in message
    assert "'soon'" in message
    assert "communique probe --help" in message
    assert "\n" not in message
