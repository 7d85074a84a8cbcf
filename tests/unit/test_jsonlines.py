"""Lines in, lines out: every bad line named, every good one kept."""

import io

import pytest

from pipeline import jsonlines
from pipeline.errors import UsageError
from pipeline.jsonlines import BadLine


def read(data: bytes):
    return list(jsonlines.objects(io.BytesIO(data)))


def test_lines_keep_their_numbers_over_blank_ones():
    assert read(b'{"id": 1}\n\n   \n{"id": 2}') == [(1, {"id": 1}), (4, {"id": 2})]


def test_a_byte_order_mark_is_no_part_of_the_first_line():
    assert read(b'\xef\xbb\xbf{"id": 1}\n') == [(1, {"id": 1})]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "is not JSON"),
        (b"nonsense", "is not JSON"),
        (b"[1]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b'{"id": "\xff"}', "is not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "is not JSON"),
    ],
)
def test_a_line_that_is_no_object_says_why(line, says):
    [(number, problem)] = read(line)
    assert number == 1
    assert isinstance(problem, BadLine)
    assert says in str(problem)
    assert len(str(problem)) < 200


def test_good_lines_around_a_bad_one_still_come():
    numbers = [(number, isinstance(value, BadLine)) for number, value in read(b'{"a": 1}\n{"a":\n{"a": 3}\n')]
    assert numbers == [(1, False), (2, True), (3, False)]


def test_half_characters_become_one_replacement_so_that_offsets_hold():
    [(_, line)] = read(b'{"text": "a\\ud800b"}')
    assert jsonlines.words(line, "text") == "a\ufffdb"


@pytest.mark.parametrize(
    ("line", "says"),
    [({}, 'no "id"'), ({"id": 1.5}, '"id" must'), ({"id": None}, '"id"'), ({"id": True}, '"id"')],
)
def test_an_id_is_a_string_or_a_whole_number(line, says):
    with pytest.raises(BadLine, match=says):
        jsonlines.identifier(line)


def test_null_is_an_empty_text_but_a_number_is_none():
    assert jsonlines.words({"text": None}, "text") == ""
    with pytest.raises(BadLine, match='"text" must be a string'):
        jsonlines.words({"text": 5}, "text")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.jsonl: No such file"):
        jsonlines.open_lines(str(tmp_path / "nowhere.jsonl"))


def test_output_is_utf8_and_json_even_for_half_a_character(capfdbinary):
    jsonlines.write_object({"id": "Ž\ud800"})
    jsonlines.sys.stdout.flush()
    assert capfdbinary.readouterr().out == '{"id": "Ž\\ud800"}\n'.encode()
