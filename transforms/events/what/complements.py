"""What kind of complement a verb has, where a reading asks for one: "let them go", "sent teams to help", "stopped issuing visas"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.events.parsed import Word as Token
from transforms.events.what import allegations, tense, tree
from transforms.events.what.words import singular
from transforms.events.what.wrongs import MISDEEDS

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher

FREED = frozenset("go leave walk return fly out travel depart home free sail emigrate".split())
ADMITTED = frozenset(
    "enter in through pass visit reach inspect cross into land dock back see observe monitor return work operate deliver resume".split()
)
HELPFUL = frozenset(
    """help assist support protect train keep restore stabilise stabilize monitor guard rescue evacuate distribute
    deliver secure escort rebuild repair clear build treat supervise observe back reinforce defend""".split()
)
PROBING = frozenset("investigate probe audit examine inspect verify gather look establish inquire".split())
"""What those do who are sent to find something out."""
SUFFERED = frozenset(
    "defeat retribution reckoning ruin ordeal reprisals reprisal retaliation sanctions penalties isolation price consequences fate consequence punishment music cost costs wrath destruction".split()
)
FORCE = frozenset("force arms weapons missiles veto army fire".split())
ANSWERED = frozenset("answer pay suffer regret".split())
WORTHLESS = frozenset(
    "void invalid null worthless unlawful inapplicable non-binding nonbinding meaningless".split()
)
LET_PASS = frozenset("unanswered unpunished unavenged unchallenged unopposed slide pass rest".split())
EXHAUSTED = frozenset(
    "running run runs ran end exhausted thin snapped limits limit limited finite up".split()
)
OFF_TABLE = frozenset(
    "discussion debate sale negotiation negotiations grabs talks bargaining rent now".split()
)
CONTINGENT = frozenset("conditional contingent dependent".split())
BENEFITS = frozenset(
    """seat membership aid assistance loan visa regime deal treaty contract accession candidacy funding grant support tie
    relation status preference place licence access partnership cooperation alliance""".split()
)
"""What one stands to lose when another says it is at risk."""
PROVOKED = frozenset("test patience resolve provoke fire underestimate line".split())
COMPLEMENTS = ("xcomp", "ccomp", "oprd", "acomp")


STEPS = frozenset(
    "steps measures sanctions penalties countermeasures restrictions expulsions reprisals".split()
)


OPENING = frozenset("conduct launch carry open hold make begin".split())
INQUIRIES = frozenset("inquiry investigation probe audit inspection enquiry".split())


def _opens_inquiry(verb: Token) -> bool:
    return any(o.lower_ in INQUIRIES for o in tree.children(verb, "dobj"))


def not_for(copula: Token) -> list[Token]:
    """Return who is told that something is none of its business: "it was not for Brussels to lecture Ankara"."""
    found = [o for prep, o in tree.prepositions(copula) if prep == "for" and o.lower_ not in OFF_TABLE]
    for clause in tree.children(copula, "advcl", "xcomp", "ccomp", "acl"):
        if any(m.lower_ == "for" for m in tree.children(clause, "mark")):
            found += tree.children(clause, "nsubj")
    return found


def complement(matcher: Matcher, token: Token, kind: str) -> bool | None:
    """Whether a verb has the complement a reading asks for; None if this module does not know the kind."""
    if kind == "-":
        return not any(c.dep_ in COMPLEMENTS and c.i > token.i for c in token.children)
    if kind == "unanswered":  # "left the letter unanswered"
        return any(
            t.lower_ in ("unanswered", "pass", "lapse") for c in token.rights for t in (c, *c.children)
        )
    if kind == "unpunished":  # "would not let the raid go unanswered"
        return any(t.lower_ in LET_PASS for c in token.rights for t in (c, *c.children))
    if kind == "flyat":  # "let fly at Oslo"
        return any(
            c.lower_ == "fly" and any(prep == "at" for prep, _ in tree.prepositions(c)) for c in token.rights
        )
    if kind == "void":  # "declared the treaty null and void"
        return any(t.lower_ in WORTHLESS and t.i > token.i for c in token.rights for t in c.subtree)
    if kind == "available":  # "made Geneva available for the talks"
        return any(t.lower_ == "available" for c in token.rights for t in (c, *c.children))
    if kind == "conditional":  # "made its attendance conditional on a seat"
        return any(t.lower_ in CONTINGENT for c in token.rights for t in (c, *c.children))
    if kind == "imperative":  # headlines: "Free our sailors, Oslo tells Tehran"
        return any(
            c.dep_ in ("advcl", "ccomp", "dep", "parataxis")
            and c.tag_ == "VB"
            and c.i < token.i
            and c.left_edge.i == 0
            and not tree.children(c, "nsubj", "aux", "mark")
            for c in token.lefts
        )
    if kind == "toplain":  # "decided to raise output": what is decided is no act of its own
        return any(c.dep_ == "xcomp" and c.tag_ == "VB" and matcher.choose(c) is None for c in token.rights)
    if kind == "gofree":
        return any(c.dep_ in COMPLEMENTS and c.lower_ in FREED for c in token.children) and not any(
            c.dep_ in COMPLEMENTS and any(g.dep_ in ("acomp", "dobj") for g in c.children)
            for c in token.children
        )
    if kind == "enter":
        return any(
            c.dep_ in (*COMPLEMENTS, "prt", "advmod", "prep")
            and (c.lower_ in ADMITTED or tree.is_noun(c) and any(g.lower_ == "into" for g in c.rights))
            for c in token.rights
        )
    if kind == "helping":
        return any(
            t.lower_ in HELPFUL and t.dep_ in ("xcomp", "advcl", "relcl", "acl", "conj")
            for c in token.rights
            for t in c.subtree
        )
    if kind == "probing":  # "sent a team to investigate the crash"; those sent to help do not count
        told = [
            t
            for c in token.rights
            for t in c.subtree
            if t.dep_ in ("xcomp", "advcl", "acl") and t.tag_ == "VB"
        ]
        return any(t.lower_ in PROBING or t.lower_ in OPENING and _opens_inquiry(t) for t in told[:1])
    if kind == "tosay":  # "called him to congratulate him"
        return any(
            c.dep_ in ("xcomp", "advcl", "ccomp") and c.tag_ == "VB" and c.lower_ in tree.ON_THE_PHONE
            for c in token.rights
        )
    if kind == "doing":  # "helped Slovenia dam the river"
        return any(
            c.dep_ in ("ccomp", "xcomp") and c.tag_ in ("VB", "VBP") and tree.children(c, "nsubj")
            for c in token.rights
        )
    if kind == "willpay":  # "said Vilnius would pay a price", "would regret it"
        return any(
            c.dep_ == "ccomp"
            and tense.tense_of(c) in ("future", "reported-future")
            and not tense.has_negation(c)
            and (
                c.lower_ in ("regret", "rue", "suffer")
                or c.lower_ == "made"
                and any(x.lower_ in ANSWERED for x in tree.children(c, "xcomp"))
                or c.lower_ in ("answer", "pay")
                and any(prep == "for" for prep, _ in tree.prepositions(c))
                or c.lower_ in ("pay", "face", "bear", "share", "meet")
                and any(o.lower_ in SUFFERED for o in tree.objects(c))
            )
            for c in token.children
        )
    if kind == "evidence":  # "said it had proof that", "there could be no doubt that"
        return any(allegations.evident(c) is not None for c in tree.children(token, "ccomp"))
    if kind == "atrisk":  # "hinted that Moscow's seat in the Group was at risk"
        return any(
            any(singular(s.lower_) in BENEFITS for s in tree.subjects(c))
            and any(
                t.lower_
                in ("risk", "stake", "jeopardy", "danger", "doubt", "question", "review", "reviewed", "line")
                and (t.dep_ == "pobj" or t.i == c.i)
                for t in tree.own_clause(c)
            )
            and not tense.has_negation(c)
            for c in tree.children(token, "ccomp")
        )
    if kind == "nottest":  # "warned Niamey not to test its patience"
        return any(
            tense.has_negation(c) and any(t.lower_ in PROVOKED for t in c.subtree)
            for c in tree.children(token, "xcomp", "advcl", "ccomp")
        )
    if kind == "willruin":  # "said it would turn Seoul into a sea of fire"
        return any(
            tense.tense_of(c) in ("future", "reported-future", "infinitive") and matcher.ruinous(c)
            for c in tree.children(token, "ccomp", "xcomp")
        )
    if kind == "nobound":  # "considers itself no longer bound by the treaty"
        return any(
            t.lower_ in ("bound", "party", "committed", "obliged", "tied")
            and tense.has_negation(t)
            or t.lower_ in ("bound", "party", "committed", "obliged")
            and tense.has_negation(t.head)
            for c in token.rights
            for t in c.subtree
        )
    if kind == "patience":  # "warned that its patience was running out"
        return any(
            s.lower_ in ("patience", "tolerance", "forbearance", "restraint", "time")
            and any(t.lower_ in EXHAUSTED for t in c.subtree)
            for c in tree.children(token, "ccomp")
            for s in tree.subjects(c)
        )
    if kind == "alloptions":  # "said all options were on the table"
        return any(
            c.dep_ == "ccomp"
            and (
                any(s.lower_ in ("option", "options") for s in tree.subjects(c))
                and any(t.lower_ in ("table", "open") for t in c.subtree)
                or any(s.lower_ in STEPS for s in tree.subjects(c))
                and not tense.has_negation(c)
                and any(t.lower_ in ("option", "possibility", "table", "card", "cards") for t in c.subtree)
            )
            for c in token.children
        )
    if kind.startswith("ing:"):
        wanted = matcher.patterns.classes[kind[4:]].forms
        return any(c.dep_ in ("xcomp", "dobj") and c.lower_ in wanted for c in token.rights)
    if kind == "notfor":  # "said it was not for Brussels to decide"
        return any(
            c.lower_ in ("is", "was", "'s", "’s") and tense.has_negation(c) and not_for(c)
            for c in tree.children(token, "ccomp")
        )
    if kind == "unwelcome":  # "told the envoy that he was not welcome"
        return any(
            t.lower_ == "welcome" and t.dep_ in ("acomp", "oprd", "amod") and tense.has_negation(t.head)
            for c in tree.children(token, "ccomp")
            for t in (*c.children, c)
        )
    if kind == "moresteps":  # "said further steps were under review", "more sanctions could follow"
        return any(
            any(s.lower_ in STEPS for s in tree.subjects(c))
            and (
                c.lower_
                in ("follow", "come", "considered", "prepared", "discussed", "weighed", "studied", "drafted")
                or any(
                    t.lower_ in ("review", "consideration", "preparation", "discussion", "way")
                    for t in c.subtree
                )
            )
            and not tense.has_negation(c)
            for c in tree.children(token, "ccomp")
        )
    if kind == "harmto":  # "would not hesitate to strike"
        return any(
            c.dep_ == "xcomp"
            and c.tag_ == "VB"
            and (matcher._harmful(c) or any(t.lower_ in FORCE for t in c.subtree))
            for c in token.children
        )
    if kind == "willown":  # "denied that it would close the embassy", "that the contract would be torn up"
        return any(
            c.dep_ == "ccomp"
            and tense.tense_of(c) in ("future", "reported-future")
            and matcher._own_act(token, c)
            for c in token.children
        )
    if kind == "ownwrong":  # "acknowledged that it had tortured prisoners", "admitted its drones had strayed"
        return any(
            c.dep_ == "ccomp"
            and not tense.has_negation(c)
            and tense.tense_of(c) not in ("future", "reported-future", "possible")
            and matcher._own_act(token, c)
            and (allegations.wrongful(matcher, c) or any(t.lower_ in MISDEEDS for t in tree.own_clause(c)))
            for c in token.children
        )
    if kind == "harming":
        return any(c.dep_ == "xcomp" and c.tag_ == "VBG" and matcher._harmful(c) for c in token.children)
    return None
