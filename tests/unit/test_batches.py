"""One article that breaks the coder costs itself alone."""

from dataclasses import dataclass

import pytest

from transforms.events.batches import Uncodable, code_each


@dataclass
class Breaking:
    """A coder that fails on one word, as a bug in a rule would."""

    calls: int = 0

    def code(self, articles):
        self.calls += 1
        for article in articles:
            if "poison" in article:
                raise ZeroDivisionError("no such share")
            yield (article.upper(),)


@dataclass
class Forgetful:
    """A coder that loses an answer."""

    def code(self, articles):
        yield from [()] * (len(list(articles)) - 1)


def test_a_sound_batch_goes_through_in_one_piece():
    coder = Breaking()
    assert list(code_each(coder, ["a", "b", "c"])) == [("A",), ("B",), ("C",)]
    assert coder.calls == 1


def test_only_the_bad_article_fails_and_order_is_kept():
    answers = list(code_each(Breaking(), ["a", "poison", "c", "poison too", "e"]))
    assert [answers[i] for i in (0, 2, 4)] == [("A",), ("C",), ("E",)]
    for failure in (answers[1], answers[3]):
        assert isinstance(failure, Uncodable)
        assert str(failure) == "ZeroDivisionError: no such share"
        assert isinstance(failure.__cause__, ZeroDivisionError)


def test_a_lost_answer_is_an_error_not_a_shift_of_answers():
    with pytest.raises(RuntimeError, match="2 of 3"):
        list(code_each(Forgetful(), ["a", "b", "c"]))


def test_no_articles_no_answers():
    assert list(code_each(Breaking(), [])) == []
