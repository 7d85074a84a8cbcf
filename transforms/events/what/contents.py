"""Contents of speech acts: what is demanded, denied or promised has not happened and tells no event of its own."""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.frames import Frames

FACT_PREPOSITIONS = frozenset(
    ["after", "before", "during", "following", "since", "amid", "despite", "upon", "ahead"]
)


class Contents(Frames):
    """The words of a sentence that are contents of a speech act; `content` collects their positions."""

    def _suppress(self, token: Token) -> None:
        for child in token.children:
            if (
                child.dep_ == "ccomp"
                and child.i < token.i
                and any(t.lower_ == ";" for t in self.doc[child.i : token.i])
            ):
                continue  # a clause before a semicolon stands on its own
            if (
                child.dep_ in ("xcomp", "ccomp", "oprd", "acomp", "pcomp")
                or child.dep_ in ("dobj", "nsubjpass", "dative")
                and not (child.dep_ == "nsubjpass" and tree.is_noun(token))
            ):
                self._suppress_subtree(child)
            elif child.dep_ in ("prep", "agent") and child.lower_ not in FACT_PREPOSITIONS:
                if not self._at_meeting(child, token):
                    self._suppress_subtree(child)
            elif (
                child.dep_ == "acl"
                and tree.is_noun(token)
                and child.tag_ == "VB"
                or child.dep_ == "advcl"
                and child.tag_ == "VB"
            ):
                self._suppress_subtree(child)

    def _at_meeting(self, prep: Token, verb: Token) -> bool:
        """Whether a phrase says at which meeting something was said: "in a video conference, they agreed", "urged him at a summit"."""
        if not tree.is_verb(verb) or prep.lower_ not in ("in", "at", "during", "over"):
            return False
        return any(
            pattern.type == "CONSULT" and pattern.mode != "third-party"
            for obj in prep.children
            if obj.dep_ == "pobj"
            for pattern in self.patterns.nouns.get(obj.lower_, ())
        )

    def _suppress_subtree(self, token: Token) -> None:
        self.content.add(token.i)
        for child in token.children:
            if child.dep_ in ("relcl", "parataxis") or (child.dep_ == "advcl" and child.tag_ != "VB"):
                continue
            if child.dep_ == "prep" and child.lower_ in FACT_PREPOSITIONS:
                continue
            self._suppress_subtree(child)
