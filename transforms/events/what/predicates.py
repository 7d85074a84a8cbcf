"""Acts that no verb of the lexicon tells: adjectives that are acts in themselves, and verbs somebody will not do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from transforms.events.parsed import Word as Token
from transforms.events.what import allegations, humans, nominal, tense, tree
from transforms.events.what.wrongs import WRONGS

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher
    from transforms.events.what.patterns import NounPattern, VerbPattern
    from transforms.events.what.readings import Readings

ANY_VERB = "anyverb"
"""Under this word the lexicon keeps the reading of a refusal whose verb it does not know."""
NOT_REFUSED = frozenset(
    """be have know say tell comment happen change matter need want like mean win lose last end stop run stand seek play miss survive
    rest hesitate forget fail hurt affect cause come go get become seem appear remain stay suffer face feel think believe expect
    regret see hear find look learn understand worry fear work help solve prevent mark mind die live speculate elaborate
    specify disclose reveal name identify confirm""".split()
)
"""What one will not do without refusing it to anybody: states, fates, silence."""


def adjectives(readings: Readings) -> Iterator[tuple[Token, NounPattern, Token]]:
    """Yield adjectives that are acts in themselves, with the verb they complete: "is ready to", "was critical of"."""
    for token in readings.doc:
        pattern = next(
            (
                p
                for p in readings.patterns.adjectives.get(token.lower_, ())
                if _predicated(readings, token, p)
            ),
            None,
        )
        if pattern is None or token.i in readings.content:
            continue
        head = token.head
        if "blamed" in pattern.flags:
            while not (tree.is_verb(head) or head.pos_ == "AUX"):
                head = head.head
            if "tooearly" in pattern.flags:
                for clause in _put_off(token):
                    readings._suppress_subtree(clause)
            yield token, pattern, head
            continue
        after_noun = token.dep_ == "amod" and token.i > head.i  # "a report critical of Warsaw"
        if token.dep_ not in ("acomp", "oprd", "attr") and not after_noun:
            continue
        if after_noun:
            head = tree.clause_of(head)
        if not (tree.is_verb(head) or head.pos_ == "AUX"):
            continue
        taken = "alleging" in pattern.flags or any(prep in pattern.to for prep, _ in tree.prepositions(token))
        if not taken and not (pattern.type in ("AGREE", "REJECT") and tree.children(token, "xcomp")):
            continue
        if "content" in pattern.flags:
            readings._suppress(token)
        yield token, pattern, head


def _predicated(readings: Readings, token: Token, pattern: NounPattern) -> bool:
    """Whether an adjective that judges what others say is predicated as its reading wants: "said the charge was false"."""
    if "notruth" in pattern.flags:
        return nominal.is_groundless(token)
    if "ruledout" in pattern.flags:
        return nominal.is_ruled_out(token)
    if "tooearly" in pattern.flags:
        return nominal.is_blamed(token) and _too_early(token)
    if "alleging" in pattern.flags:  # "is convinced that Delhi ordered the blockade"
        return allegations.alleges(cast("Matcher", readings), token)
    if token.lower_ == "open" and not _open_minded(readings, token):
        return False  # "declared the crossing open to traffic"
    if "blamed" not in pattern.flags:
        return True
    if not nominal.is_blamed(token):
        return False
    return "claimsubj" not in pattern.flags or readings._is_any(tree.subjects(token.head), "assertion")


TELLING = frozenset(
    "say tell comment judge know draw speculate predict assess conclude determine talk speak celebrate count".split()
)


def _too_early(token: Token) -> bool:
    """Whether something is put off: "said it was too early for that", "called it premature to lift", not "too early to tell"."""
    if token.lower_ != "premature" and not any(c.lower_ == "too" for c in token.lefts):
        return False
    subjects = tree.subjects(token.head)
    if any(s.lower_ not in ("it", "this", "that") for s in subjects):
        return False
    infinitives = _put_off(token)
    return (
        bool(infinitives)
        and not any(c.lower_ in TELLING for c in infinitives)
        or any(prep == "for" for prep, _ in tree.prepositions(token))
    )


def _put_off(token: Token) -> list[Token]:
    return [c for c in (*token.rights, *token.head.rights) if c.tag_ == "VB"]


OFFERS = frozenset(
    """talk talks dialogue negotiation negotiations discussion discussions idea ideas suggestion suggestions proposal proposals
    compromise compromises mediation meeting meetings consultation consultations contact contacts cooperation engagement
    diplomacy solution offer offers settlement deal arbitration reconciliation visit concession concessions possibility
    prospect debate change cooperating negotiations request requests conversation exchange exchanges""".split()
)
"""What one is open to who is willing; a road is open to lorries."""


def _open_minded(readings: Readings, token: Token) -> bool:
    taken = [obj for prep, obj in tree.prepositions(token) if prep == "to"]
    if not taken:
        return True
    return any(not tree.is_noun(obj) or obj.lower_ in OFFERS for obj in taken)


def unwilling(readings: Readings, token: Token) -> VerbPattern | None:
    """Return the reading of a refusal if a state will not do something to another: "Athens would not open its books to"."""
    if (
        token.tag_ != "VB"
        or token.lower_ in NOT_REFUSED
        or token.dep_ not in ("ROOT", "ccomp", "conj", "relcl")
    ):
        return None
    if not any(
        c.dep_ == "aux" and c.lower_ in ("will", "wo", "would", "'ll", "’ll") for c in token.children
    ) or not tense.has_negation(token):
        return None
    own = {
        p.country
        for s in tree.subjects(token)
        for p in readings.parties.of(s)
        if p.country and (p.person or p.role or p.sector in (None, "GOV"))
    }
    if not own or tree.is_passive(token):
        return None
    for pattern in readings.patterns.verbs.get(ANY_VERB, ()):
        others = cast("Matcher", readings)._in_roles(
            token, pattern.to, readings._objects(token, pattern), known=True
        )
        if any(p.country and p.country not in own for p in others):
            return pattern
    return None


ANGRILY = frozenset(
    "angrily furiously bitterly indignantly sharply harshly sourly testily frostily coldly fury anger indignation".split()
)
BAD_NAMES = frozenset(
    """victim victims error liar liars pirate pirates bandit bandits thief thieves bully bullies aggressor aggressors murderer
    murderers terrorist terrorists hypocrite hypocrites hypocrisy coward cowards traitor traitors criminal criminals monster
    monsters shame shameful disgrace disgraceful lie lies wrong mistake insult betrayal blackmail madness reckless dangerous
    unacceptable cruel brutal illegal theft robbery piracy crime crimes trap fool fools joke clown clowns puppet puppets
    arrogant arrogance interference unfair unjust absurd outrageous""".split()
)
"""What nobody is called in praise."""
MENACING = frozenset(
    "grave serious dire severe unthinkable unpredictable heavy harsh tough retaliation reprisals countermeasures revenge ultimatum".split()
)
FEELING = frozenset(
    "bristle bristled bristles fume fumed fumes fuming seethe seethed smart smarted bridle bridled rage raged".split()
)
REPORTING = frozenset(
    "said says say told tells added adds declared declares complained complains insisted argued stated believes".split()
)


def manner_fits(matcher: Matcher, token: Token, flags: frozenset[str]) -> bool:
    """Whether what stands around a verb gives it the tone a reading asks for."""
    if (
        "angrily" in flags
        and token.lower_ not in FEELING
        and ANGRILY.isdisjoint(t.lower_ for t in token.subtree)
    ):
        return False  # "reacted angrily to the decision"
    if "wouldlike" in flags and not (
        token.lower_ in ("wants", "want", "wanted", "wishes", "wished")
        and tree.children(token, "ccomp")
        or any(c.dep_ == "aux" and c.lower_ in ("would", "'d") for c in token.children)
    ):
        return False
    if "willnot" in flags and not any(
        c.dep_ == "aux" and c.lower_ in ("will", "would", "wo", "'ll", "’ll") for c in token.children
    ):
        return False  # "signalled it would not oppose the bid"
    if "participle" in flags and token.lower_.startswith("st") and token.tag_ != "VBG":
        return False  # "stands alongside Kyiv" is no meeting, "standing alongside Zelensky" is one
    if "withperson" in flags and not any(
        prep in ("with", "beside", "alongside") and humans.is_person(matcher, o)
        for prep, o in tree.prepositions(token)
    ):
        return False
    if "capinhand" in flags and not {"cap", "hat", "bowl"} & {
        t.lower_ for t in token.doc[token.i : token.i + 10]
    }:
        return False
    if flags & {"crossed", "amounts"} and not (
        token.dep_ in ("ccomp", "conj") and token.head.lower_ in REPORTING and not tense.has_negation(token)
    ):
        return False  # "said Moscow had crossed a line"
    if "numberobj" in flags and not any(o.tag_ == "CD" for o in tree.objects(token)):
        return False  # "drones killed four in the north"
    if "ofenvoys" in flags and not matcher._is_any(
        [i for o in tree.objects(token) for p, i in tree.prepositions(o) if p in ("of", "from")], "expellees"
    ):
        return False
    if "notown" in flags and any(c.tag_ == "PRP$" for o in tree.objects(token) for c in o.lefts):
        return False
    if "ownobj" in flags and not any(c.tag_ == "PRP$" for o in tree.objects(token) for c in o.lefts):
        return False  # "shut its embassy"
    if "affirmed" in flags and nominal.is_denied(token):
        return False
    if "badsaid" in flags and not any(
        t.lower_ in WRONGS or t.lower_ in BAD_NAMES
        for c in tree.children(token, "ccomp", "parataxis", "dobj")
        for t in c.subtree
    ):
        return False  # "said of Paris: we are the victims of an error"
    if "menacing" in flags and MENACING.isdisjoint(t.lower_ for t in token.subtree):
        return False  # "spoke of grave consequences"
    if "mutual" in flags and not any(t.lower_ in ("each", "one") for t in token.doc[token.i : token.i + 4]):
        return False
    if "eachside" in flags and not any(
        t.lower_ in ("each", "both", "either", "side", "sides", "two", "neighbours", "governments")
        for s in tree.subjects(token)
        for t in s.subtree
    ):
        return False
    if "furious" in flags and token.doc[token.i : token.i + 4].text.lower().find("up in arms") < 0:
        return False
    if "nomore" in flags and not any(
        c.lower_ == "more" and any(g.lower_ == "no" for g in (*c.children, token.doc[c.i - 1]))
        for o in tree.objects(token)
        for c in o.lefts
    ):
        return False  # "could take no more refugees"
    if "putdown" in flags and not any(c.lower_ == "down" for c in token.rights):
        return False  # "put the loss down to negligence"
    if "embassywall" in flags and not matcher._is_any(
        [i for o in tree.objects(token) for p, i in tree.prepositions(o) if p in ("of", "around", "at")]
        or tree.objects(token),
        "marchsites",
    ):
        return False
    if "passive" in flags and not tree.is_passive(token):
        return False
    return "placesubj" not in flags or any(
        matcher.parties.place_at(s) is not None or s.lower_ in matcher.patterns.classes["fallplace"].forms
        for s in tree.subjects(token)
    )
