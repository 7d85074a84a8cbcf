"""Who plays which part where the rules leave it open: the trained choice among the parties at hand."""

from __future__ import annotations

import pytest

from transforms.events.coder import Coder, CoderInput
from transforms.events.drafts import Draft
from transforms.events.explain import explain
from transforms.events.who.cast import KEPT
from transforms.events.who.casting import Director

pytestmark = pytest.mark.model

SUPPLIED = [
    ("No strike on Georgia is planned, Moscow insists.", "ASSAULT", {"RUS"}, {"GEO"}),
    ("Spain has stopped short of selling corvettes to Qatar.", "COOPERATE", {"ESP"}, {"QAT"}),
    ("Despite Kenyan pleas, Kampala would not open its books to the auditors.", "REQUEST", {"KEN"}, {"UGA"}),
    ("Storm delays Estonian delegation: Yerevan visit put off.", "CONSULT", {"ARM"}, {"EST"}),
    ("A mine planted by Boko Haram killed four Cameroonian soldiers.", "ASSAULT", {"NGA"}, {"CMR"}),
    ("Qatar's answer to Ankara's plea for more gas was a shrug.", "REQUEST", {"TUR"}, {"QAT"}),
]
LEFT = [
    ("Bolivian police shot two Peruvian miners.", {"BOL"}, {"PER"}),
    ("Five Malian herders were kidnapped in Niger.", set(), {"MLI"}),
    ("Ghana and Togo signed a fishing accord in Lomé.", {"GHA", "TGO"}, set()),
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder("all")


def drafts(coder: Coder, text: str) -> list[Draft]:
    (found,) = coder.candidates([CoderInput("a", "", text)])
    return [draft for draft, _ in found]


def codes(draft: Draft) -> tuple[set[str | None], set[str | None]]:
    return {p.country for p in draft.actors}, {p.country for p in draft.recipients}


@pytest.mark.parametrize(("text", "kind", "actors", "recipients"), SUPPLIED)
def test_a_part_nobody_plays_goes_to_who_fits_it(
    coder: Coder, text: str, kind: str, actors: set[str], recipients: set[str]
) -> None:
    told = [d for d in drafts(coder, text) if d.type == kind]
    assert (actors, recipients) in [codes(d) for d in told]
    assert any(d.cast_kind != KEPT and d.cast_chance > 0.5 for d in told)


@pytest.mark.parametrize(("text", "actors", "recipients"), LEFT)
def test_parts_the_words_give_stay(coder: Coder, text: str, actors: set[str], recipients: set[str]) -> None:
    (draft,) = drafts(coder, text)
    assert codes(draft) == (actors, recipients)
    assert draft.cast_kind == KEPT


def test_an_untrained_director_keeps_what_the_rules_say() -> None:
    for text, *_ in SUPPLIED:
        for draft in drafts(Coder("all", Director({})), text):
            assert draft.cast_kind == KEPT


def test_chances_sum_to_one_and_only_a_clear_rival_wins(coder: Coder) -> None:
    (found,) = Coder("all", Director({})).drafts([CoderInput("a", "", SUPPLIED[0][0])])
    (draft,) = [d for d in found if d.type == "ASSAULT"]
    rival = next(i for i, cast in enumerate(draft.casts) if "new actor" in cast.kind)
    name = f"kind={draft.casts[rival].kind}"
    for weight, wins in ((0.3, False), (1.0, True)):  # 1.35 and 2.7 times likelier
        director = Director({name: weight})
        assert sum(director.probabilities(draft.casts)) == pytest.approx(1.0)
        director.settle(draft)
        assert (draft.cast_kind != KEPT) is wins


def test_explain_tells_that_the_rules_were_overruled(coder: Coder) -> None:
    (told,) = explain(coder, [CoderInput("a", "", SUPPLIED[0][0])])
    assert "new actor, named" in told
    assert "by the rules nobody -> GEO" in told
