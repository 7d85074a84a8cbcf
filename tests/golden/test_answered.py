"""Acts of articles whose parties or whose very telling stand elsewhere: what is answered, what both sides do, passives of pacts."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

WEDNESDAY = dt.date(2024, 5, 15)
TITLE = "Costa Rica and Panama settle quarrel over beef"
LEAD = "Costa Rica and Panama have ended a quarrel over beef, the two governments announced. "


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def told(coder: Coder, text: str) -> set[str]:
    drafts = next(iter(coder.candidates([CoderInput("a", TITLE, LEAD + text, WEDNESDAY)])))
    return {
        f"{d.type} {d.status} {'+'.join(sorted(p.country or '?' for p in d.actors))}"
        f">{'+'.join(sorted(p.country or '?' for p in d.recipients))}"
        for d, _ in drafts
    }


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Nicaragua rejected a Honduran charge of bias.", "ACCUSE occurred HND>NIC"),
        ("Nicaragua rejected a Honduran charge of bias.", "REJECT occurred NIC>HND"),
        ("Managua turned down a call by Mexico for talks.", "REQUEST occurred MEX>NIC"),
        ("Chile welcomed an offer by Peru to mediate.", "AGREE occurred PER>"),
        ("The presidents will meet at the border bridge on 3 June.", "CONSULT scheduled CRI+PAN>"),
        ("A protocol on customs will be signed in July.", "SUPPORT scheduled CRI+PAN>"),
        ("Restrictions on Panamanian fruit are to be lifted.", "CONCEDE scheduled CRI>PAN"),
        ("Norway's foreign minister had mediated.", "CONSULT occurred CRI+NOR+PAN>"),
        ("Each side blamed the other.", "ACCUSE occurred CRI+PAN>"),
        ("Panama expelled the Costa Rican ambassador and recalled its own.", "SANCTION occurred PAN>CRI"),
        ("The African Union has called a summit for 20 May.", "CONSULT scheduled AFU>"),
    ],
)
def test_what_an_article_tells(coder: Coder, text: str, event: str) -> None:
    assert event in told(coder, text)


def test_a_bystander_is_not_whom_an_offer_was_made_to(coder: Coder) -> None:
    assert not any(
        e.startswith("AGREE occurred PER>CHL")
        for e in told(coder, "Chile welcomed an offer by Peru to mediate.")
    )
