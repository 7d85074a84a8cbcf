"""What a claim alleges: the clause it holds, and whether that clause tells a wrong done by somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.events.parsed import Word as Token
from transforms.events.what import tense, tree
from transforms.events.what.words import singular
from transforms.events.what.wrongs import OWED, WRONGS

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher

EVIDENCE = frozenset(
    "evidence proof indication sign intelligence intercept trace suspicion reason ground".split()
)
"""What a claim rests on: "has proof that Minsk is behind it"."""
CERTAINTY = frozenset("doubt question mistake".split())
"""What a claim says there is none of."""
ACTS = frozenset(
    """decision step move act action measure remark statement decree law raid seizure killing plan order blockade dam wall fence
    tariff sanction embargo exercise drill patrol survey drilling visit sale ruling ban closure expulsion construction reef
    project claim map incursion flight landing attack strike""".split()
)
"""What a government does, said without its name."""
BREACHES = frozenset(
    """broke breaks breached breaches violated violates infringed infringes contravened contravenes flouted flouts
    undermined undermines ruins ruined endangers endangered harms harmed threatens trampled insults""".split()
)
LINKED = frozenset("linked tied connected involved implicated complicit".split())


def told(verb: Token) -> list[Token]:
    """Return the clauses that say what a verb claims, directly or as what is evident: "there could be no doubt that"."""
    out: list[Token] = []
    for child in verb.children:
        if child.dep_ in ("ccomp", "xcomp"):
            out.append(evident(child) or child)
    own = evident(verb)
    return [*out, own] if own is not None else out


def evident(verb: Token) -> Token | None:
    """Return the clause that hangs on evidence a verb has for its object: "it had proof that Indian agents were behind it"."""
    for noun in tree.children(verb, "dobj", "attr"):
        low = singular(noun.lower_)
        if low not in EVIDENCE and low not in CERTAINTY:
            continue
        denied = tense.has_negation(verb) or any(c.lower_ in ("no", "little") for c in noun.lefts)
        if denied != (low in CERTAINTY):
            continue
        for clause in tree.children(noun, "acl", "ccomp", "relcl"):
            if any(m.lower_ == "that" for m in tree.children(clause, "mark")):
                return clause
    return None


def wrongful(matcher: Matcher, clause: Token) -> bool:
    """Whether a clause tells harm done or a wrong, or that something owed was not done: "had not honoured the truce"."""
    own = [t.lower_ for t in tree.own_clause(clause)]
    if any(word in OWED for word in own):
        return tense.has_negation(clause) or "yet" in own or "never" in own
    return matcher._harmful(clause) or any(word in WRONGS for word in own)


def _unlawful_act(clause: Token) -> bool:
    """Whether a clause says that something done breaks a law, a promise or somebody's living."""
    return (
        clause.lower_ in BREACHES
        and not tense.has_negation(clause)
        and any(singular(s.lower_) in ACTS for s in tree.subjects(clause))
    )


def alleges(matcher: Matcher, token: Token) -> bool:
    """Whether a claim attributes a wrongful act to somebody of another country than the speaker's."""
    mine = {p.country for s in matcher._subject_tokens(token) for p in matcher.parties.of(s)}
    for clause in told(token):
        if clause.dep_ == "xcomp" or not (tree.is_verb(clause) or clause.pos_ == "AUX"):
            continue  # "found the officer guilty" is a verdict
        if clause.i < token.i and any(t.lower_ == ";" for t in matcher.doc[clause.i : token.i]):
            continue
        theirs = {
            p.country
            for s in (
                tree.agents(clause)
                if tree.is_passive(clause) and clause.lower_ not in LINKED
                else tree.subjects(clause)
            )
            for p in matcher.parties.target(s)
        }
        if not matcher.parties.anyone and not theirs - {None} and _unlawful_act(clause):
            return True  # "said the decision broke the law of the sea": whoever decided it
        if theirs - mine - {None} and wrongful(matcher, clause):
            owed = any(t.lower_ in OWED for t in tree.own_clause(clause))
            return (owed or not tense.has_negation(clause)) and tense.tense_of(clause) not in (
                "future",
                "reported-future",
                "possible",
                "obligation",
            )
    return False
