"""Sentences that retell a story: what films, novels and operas tell of did not happen."""

from __future__ import annotations

from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular

WORKS = frozenset(
    """film movie picture novel novella opera operetta play musical drama comedy thriller romance western ballet series sitcom
    miniseries telenovela cartoon animation comic ballad poem epic saga trilogy sequel prequel blockbuster game videogame tale
    fable folktale legend screenplay libretto satire farce tragedy story melodrama""".split()
)
TELLING = frozenset(
    """follow follows followed tell tells told show shows showed depict depicts depicted portray portrays portrayed recount
    recounts recounted chronicle chronicles imagine imagines imagined end ends ended begin begins began open opens opened star
    stars starred feature features featured trace traces revolve revolves centre centres center centers describe describes
    described retell retells set dramatise dramatises dramatize dramatizes reimagine reimagines unfold unfolds satirise
    satirises narrate narrates climax climaxes culminate culminates""".split()
)
PARTS = frozenset("reel scene act chapter episode verse finale prologue epilogue stanza aria".split())
"""Parts of a work: what happens in them happens nowhere else."""
INSIDE = frozenset("in throughout during".split())


def is_retold(doc: Doc) -> bool:
    """Whether a sentence retells a work: "The film follows a deserter who surrenders", "In her novel, Nigeria invades itself"."""
    for token in doc:
        if token.dep_ == "nsubj" and singular(token.lower_) in WORKS and token.head.lower_ in TELLING:
            return True
        if token.dep_ == "pobj" and token.head.lower_ in INSIDE and tree.is_verb(token.head.head):
            low = singular(token.lower_)
            if low in PARTS and _of_work(token) or low in WORKS and _is_fronted(token):
                return True
    return False


def _of_work(part: Token) -> bool:
    """Whether an act or a scene is one of a work: "in the last act of the opera", "in the opening reel"; no "act of war"."""
    below = [obj for prep, obj in tree.prepositions(part) if prep == "of"]
    if below:
        return any(singular(obj.lower_) in WORKS or obj.tag_ in ("NNP", "``") for obj in below)
    return part.lower_ in ("reel", "chapter", "aria", "stanza", "prologue", "epilogue")


def _is_fronted(work: Token) -> bool:
    """Whether a work opens its sentence, or belongs to somebody: "In the film, …", "in her novel"."""
    return work.head.i == 0 or any(c.tag_ == "PRP$" for c in work.lefts)
