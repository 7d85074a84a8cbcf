"""Who acts and whom an act is aimed at where the words leave it to the context."""

from __future__ import annotations

from dataclasses import replace

from schemas.event import Place
from transforms.events.drafts import Draft
from transforms.events.what import tree
from transforms.events.what.recast import FORCES
from transforms.events.when.timing import SPEECH
from transforms.events.who import addressing, antecedents, bare, homes, partners
from transforms.events.who.discourse import ORGANISATION_CODES, Discourse
from transforms.events.who.modifiers import belongs_elsewhere
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party, unnamed
from transforms.events.who.party_names import party_of
from transforms.events.who.party_words import CLUBS

ADDRESSED = frozenset(
    ["REJECT", "ACCUSE", "CONCEDE", "SANCTION", "THREATEN", "REQUEST", "SUPPORT", "AID", "RETREAT", "PROTEST"]
)
"""Types whose addressee the context supplies where the sentence names none."""

AIMED = frozenset(["ASSAULT", "COERCE", "MOBILIZE", "AGREE", "COOPERATE"])
"""Types whose target may stand anywhere below the trigger."""

FELT_WHERE_DONE = AIMED - {"AGREE"} | {"AID"}
"""Types of acts that are aimed at the country they take place in where nothing names another."""

FORCEFUL = frozenset(["ASSAULT", "COERCE"])
"""Those of them whose target the context supplies in an article if nothing below the trigger does."""

ABROAD = frozenset(["CONSULT"])
"""Types that more often than not have another country's people as recipients."""

BODIES_OF_MANY = frozenset(
    """bloc group alliance forum pact treaty agreement accord convention organisation organization league community donors
    neighbours neighbors states countries nations governments powers partners capitals""".split()
)
"""Words for what no single state owns."""

UNKNOWN_HANDS = frozenset(["UAF", "CRM"])
"""Sectors of gunmen and gangs."""

BY_THE_STATE = frozenset(
    """COERCE/arrest COERCE/deport COERCE/seize COERCE/restrict COERCE/censor SANCTION/convict SANCTION/expel RETREAT/release
    ACCUSE/investigate""".split()
)
"""Acts that those who rule the place do where a passive names nobody: "was arrested in Niamey", "expelled from Chad"."""

SHELTERING = frozenset(["grant.asylum", "shelter.people"])
"""Rules of what the state in which it is had is the one to give: "was granted asylum in Norway"."""

SPOKEN_OF = frozenset(["ACCUSE", "REJECT", "SUPPORT"])
"""Acts a capital is said to do where a passive names nobody: "was denounced in Caracas", "was welcomed in Rome"."""

PROMISES = ("pledge", "offer", "float")
"""Rules of acts that always promise somebody something."""

REOPENINGS = ("open.crossing", "resume.coop", "links.resume")
"""Rules of what two neighbours share: "Peru reopens its border crossings"."""

BETWEEN_THEM = frozenset(["AGREE", "RETREAT", "CONCEDE"])
"""What several do without saying to whom they do to each other: agree, pull back, give way."""

OWNED = (["its"], ["their"], ["his"], ["her"])
"""How the words of what is one's own begin."""

OUTWARD = frozenset("SUPPORT ACCUSE REJECT REQUEST SANCTION AGREE AID THREATEN".split())
"""Types of acts whose doer, where only the context tells his country, is not of the country the words aim them at."""

AGENTLESS = frozenset(
    """AGREE SANCTION COERCE RETREAT ACCUSE REJECT SUPPORT AID REQUEST ASSAULT CONCEDE""".split()
)
"""Types whose doer a passive may leave unsaid and the context supply."""


def complete(draft: Draft, discourse: Discourse, parties: SentenceParties, slug: Place | None) -> None:
    """Fill in who acts and whom an act is aimed at where the words leave it to the context."""
    _complete(draft, discourse, parties, slug)
    if parties.anyone:
        bare.settle(draft, parties)


def _complete(draft: Draft, discourse: Discourse, parties: SentenceParties, slug: Place | None) -> None:
    if draft.type in OUTWARD and not parties.anyone and not draft.reciprocal:
        homes.not_the_target(draft, discourse)
    if draft.type == "CONSULT" and draft.mode == "visit":
        _of_the_last_visit(draft, discourse, parties)
        homes.other_side(draft, discourse)
        if (
            not draft.recipients
            and slug is not None
            and slug.country not in {p.country for p in draft.actors}
        ):
            draft.recipients = (unnamed(slug.country or "", draft.start),)
    if (
        draft.type == "CONSULT"
        and draft.mode == "visit"
        and draft.actors
        and not draft.recipients
        and not parties.anyone
        and not draft.reciprocal
    ):
        guests = {p.country for p in draft.actors}
        host = discourse.counterpart(guests, draft.start, states=True)
        if (
            parties.doc[draft.trigger].lower_ in ("expected", "due", "awaited")
            and discourse.focus not in guests | ORGANISATION_CODES
        ):  # "a team is expected next week": where the article comes from
            home = [p for p in discourse.before(draft.start) if p.country == discourse.focus]
            host = home[-1] if home else host
        if host is not None and draft.country in (None, host.country):
            draft.recipients = (replace(host, inferred=True),)
    if (
        draft.type in ("COOPERATE", "CONSULT")
        and draft.mode != "visit"
        or (draft.type == "SUPPORT" and "R" in draft.flags and not draft.parties())
        or (draft.type == "AGREE" and "pair" in draft.flags and len(draft.parties()) == 1)
    ):  # "the treaty is to be signed in May"
        partners.meeting_of_the_pair(draft, discourse)
    if not parties.anyone:
        partners.one_sided(draft, discourse, parties)
        partners.between_the_pair(draft, discourse, parties)
    if draft.type in ("ASSAULT", "COERCE") and draft.actors and not parties.anyone:
        homes.victims(draft, discourse, parties)
    if draft.type in ("PROTEST", "COERCE") and draft.recipients:
        homes.of_the_crowd(draft, discourse)
        if draft.type == "PROTEST" and not draft.actors and draft.country:
            if draft.country not in {
                p.country for p in draft.recipients
            }:  # "in Athens the embassy was pelted"
                draft.actors = (unnamed(draft.country, draft.start),)
    if (
        draft.type in FELT_WHERE_DONE
        and not draft.recipients
        and draft.country
        and isinstance(draft.place, Place)
    ):
        if draft.country not in {p.country for p in draft.actors}:
            draft.recipients = (unnamed(draft.country, draft.start),)
    by_the_state = f"{draft.type}/{draft.mode}" in BY_THE_STATE or draft.rule in SHELTERING
    if not draft.actors and draft.recipients and by_the_state:
        draft.actors = _local_power(draft, parties)
        if not draft.actors and draft.rule in SHELTERING and draft.country:
            draft.actors = (unnamed(draft.country, draft.start),)
    if not draft.actors and draft.type in SPOKEN_OF:
        draft.actors = _capital(draft, parties)
    if not draft.actors and draft.recipients and draft.type in AGENTLESS and not draft.reciprocal:
        # "were invited for part of the programme": by the body that meets
        if draft.rule.startswith("invite"):
            body = discourse.organisation(draft.start)
            met = discourse.meeting[1].actors[:1] if discourse.meeting is not None else ()
            draft.actors = tuple(replace(p, inferred=True) for p in ((body,) if body else met))
    if draft.type in SPOKEN_OF and antecedents.by_pronoun(parties.doc[draft.trigger]):
        draft.recipients = ()  # "Paris welcomed it": the verdict, not whoever "it" could be otherwise
    if draft.type == "ACCUSE" and not parties.anyone and _told_a_body(draft, discourse, parties):
        draft.recipients = ()
    told = draft.type != "ASSAULT" or draft.status in ("occurred", "ongoing")
    told = told and (draft.type != "CONCEDE" or tree.is_passive(parties.doc[draft.trigger]))
    told = told and draft.mode != "resign"
    if not draft.actors and draft.recipients and draft.type in AGENTLESS and not draft.reciprocal and told:
        agent = discourse.counterpart({p.country for p in draft.recipients}, draft.start)
        if agent is not None:
            draft.actors = (replace(agent, inferred=True),)
    draft.actors = tuple(_placed(p, parties) for p in draft.actors)
    draft.recipients = tuple(_placed(p, parties) for p in draft.recipients)
    if parties.anyone:
        _at_home(draft, parties)
    if draft.type == "AGREE" and "pair" in draft.flags and len(draft.actors) > 1 and not draft.recipients:
        return  # both sides of a war within one state have agreed with each other
    codes = {p.country for p in draft.actors}
    # "will pull out its last battalion", "broke with Chad and gave its envoys two days to leave"
    if (draft.type, draft.mode) in (("RETREAT", "withdraw"), ("SANCTION", "expel")):
        draft.recipients = tuple(
            p
            for p in draft.recipients
            if p.country not in codes - {None} or p.text.lower().split()[:1] not in OWNED
        )
    if draft.reciprocal or not codes - {None} or draft.mode == "resign" or _among_themselves(draft, parties):
        return
    if draft.recipients and any(
        p.country not in codes or parties.anyone and (p.sector in FORCES or p.country and not p.inferred)
        for p in draft.recipients
    ):
        return
    if len(codes - {None}) > 1 and not parties.anyone and not draft.recipients:
        # "both armies will pull back", "the two agreed to stay": with each other
        if draft.type in BETWEEN_THEM or "R" in draft.flags and draft.type in ("SUPPORT", "COOPERATE"):
            draft.reciprocal = True
            return
    if draft.type == "REQUEST" and not draft.recipients and draft.mode in ("yield", "meet"):
        # "China has called for a ceasefire": an appeal to nobody in particular
        draft.votes["abroad"] = 1.0
        return
    if draft.rule.startswith("agree") and not parties.anyone and not draft.recipients and codes <= CLUBS:
        # "the Group of Seven agreed on a ceiling": its members with each other, unless somebody has asked for it
        if antecedents.answered(draft.type, discourse.acts, codes, draft.start) is None:
            return
    between = (
        () if parties.anyone or draft.recipients else partners.offered_between(draft, discourse, parties)
    )
    if between:
        draft.recipients = tuple(replace(p, inferred=True) for p in between)
        return
    found: Party | None
    if parties.anyone:
        found = _next_best(draft, discourse, parties)
        if found is not None and found.country is None and draft.recipients:
            return  # what the words name stays: "sent a team of experts to the hospital"
    else:
        if draft.type in AIMED and draft.type != "AGREE":
            found = parties.below(draft.trigger, codes)
            if found is None and draft.rule in REOPENINGS:
                found = discourse.counterpart(codes, draft.start, states=True)
            if found is None and draft.type in FORCEFUL:
                found = _chosen(draft, discourse, parties)
        elif draft.type in ADDRESSED or draft.type == "AGREE" and "noun" not in draft.votes:
            found = _chosen(draft, discourse, parties)
        else:
            return
        draft.votes["abroad"] = float(found is None)
    if found is None:
        return
    if "R" in draft.flags and draft.type in ("SUPPORT", "COOPERATE", "CONSULT"):
        draft.actors, draft.recipients, draft.reciprocal = (
            (*draft.actors, replace(found, inferred=True)),
            (),
            True,
        )
    else:
        found_all = (found, *addressing.beside(found, draft, discourse, parties))
        draft.recipients = tuple(replace(p, inferred=True) for p in found_all)


def _told_a_body(draft: Draft, discourse: Discourse, parties: SentenceParties) -> bool:
    """Whether those named only hear of what somebody did: "complained to the United Nations about the raid"."""
    if not draft.recipients or not {p.country for p in draft.recipients} <= ORGANISATION_CODES:
        return False
    trigger = parties.doc[draft.trigger]
    if not any(prep in ("to", "with", "before") for prep, _ in tree.prepositions(trigger)):
        return False
    own = {p.country for p in draft.actors}
    act = antecedents.taken_up(antecedents.act_noun(trigger), discourse.acts, own, draft.start)
    return act is not None and not act.doers & ORGANISATION_CODES


def _among_themselves(draft: Draft, parties: SentenceParties) -> bool:
    """Whether an article's words name an addressee of the speaker's own country: "villagers sued their government"."""
    if parties.anyone or draft.type not in ("REQUEST", "ACCUSE") or not draft.recipients:
        return False
    codes = {p.country for p in draft.actors}
    return all(p.country in codes - {None} and not p.inferred for p in draft.recipients)


def _of_the_last_visit(draft: Draft, discourse: Discourse, parties: SentenceParties) -> None:
    """Give a trip nobody is said to make to whoever made the last one: "an earlier visit was called off", "a trip to Comrat"."""
    last = discourse.visit
    if draft.actors or parties.anyone or last is None or draft.sentence - last.sentence > NEAR:
        return
    if "noun" not in draft.votes or draft.status == "occurred":
        return
    draft.actors = tuple(replace(p, inferred=True) for p in last.actors)
    draft.recipients = draft.recipients or tuple(replace(p, inferred=True) for p in last.recipients)


NEAR = 3
"""Sentences back in which the visit may stand that "an earlier visit" goes with."""


def _chosen(draft: Draft, discourse: Discourse, parties: SentenceParties) -> Party | None:
    """Return whom the trained choice takes for the addressee; the draft keeps the candidates and that it was asked."""
    draft.addressees = tuple(addressing.candidates_of(draft, discourse, parties))
    draft.addressed = True
    return addressing.load().choose(draft.addressees)


def _at_home(draft: Draft, parties: SentenceParties) -> None:
    """Give those without a country the one their own words name, else that of the other side: a bare sentence that
    names one state tells of that state's affairs."""
    if draft.type in ABROAD or draft.reciprocal:
        return
    own = {p.country for p in draft.actors if p.country}
    theirs = {p.country for p in draft.recipients if p.country}
    only = {m.country for m in parties.mentions if m.country} | {
        p.country for p in parties.places if p.country
    }
    if len(own) == 1:
        draft.recipients = tuple(_of_country(p, own) for p in draft.recipients)
    elif not own and len(only) == 1 and not only & ORGANISATION_CODES:
        # whose gunmen they are nobody knows, least of all that they are their victims' countrymen
        draft.actors = tuple(
            p if theirs and p.sector in UNKNOWN_HANDS else _of_country(p, only) for p in draft.actors
        )
        if not theirs:
            draft.recipients = tuple(_of_country(p, only) for p in draft.recipients)


def _of_country(party: Party, codes: set[str]) -> Party:
    if party.country or party.alone or not BODIES_OF_MANY.isdisjoint(party.text.lower().split()):
        return party
    return replace(party, country=next(iter(codes)), inferred=True, supplied=True)


def _placed(party: Party, parties: SentenceParties) -> Party:
    """Return a party with the country that stands or lies within its own words ("a bridge at Chimoio")."""
    if party.country is not None:
        return party
    start, end = party.start - parties.offset, party.end - parties.offset
    for mention in parties.mentions:
        if start <= mention.start < end and mention.country and not belongs_elsewhere(parties.text, mention):
            return replace(party, country=mention.country, supplied=True)
    for place in parties.places:
        if start <= place.start < end and place.country:
            return replace(party, country=place.country, supplied=True)
    return party


def _local_power(draft: Draft, parties: SentenceParties) -> tuple[Party, ...]:
    """Return the state or place in or from which somebody is arrested, tried, freed or thrown out."""
    trigger = parties.doc[draft.trigger]
    if not tree.is_verb(trigger):
        return ()
    for prep, obj in tree.prepositions(trigger):
        if prep in ("in", "from", "at", "by") and tree.is_noun(obj):
            found = tuple(p for p in parties.of(obj) if p.country and not p.person)
            place = parties.place_at(obj)
            if not found and place is not None and place.country is not None:
                start = parties.offset + place.start
                found = (
                    Party(
                        name=place.name, mention=place.text, text=place.text, start=start,
                        end=parties.offset + place.end, country=place.country,
                    ),
                )  # fmt: skip
            if found and found[0].country not in ORGANISATION_CODES:
                return found[:1]
    return ()


def _capital(draft: Draft, parties: SentenceParties) -> tuple[Party, ...]:
    """Return the state in whose capital something is said of somebody by nobody named."""
    trigger = parties.doc[draft.trigger]
    if not tree.is_verb(trigger) or not tree.is_passive(trigger):
        return ()
    for prep, obj in tree.prepositions(trigger):
        if prep == "in" and tree.is_noun(obj):
            for mention in parties.mentions:
                if mention.kind == "capital" and mention.start <= obj.idx < mention.end:
                    return (party_of(parties.moved(mention)),)
    return ()


def _next_best(draft: Draft, discourse: Discourse, parties: SentenceParties) -> Party | None:
    """Return the first other party below the trigger of a bare sentence, else the most salient one."""
    codes = {p.country for p in draft.actors}
    found = None
    if draft.type in ADDRESSED or draft.type in AIMED:
        found = parties.below(draft.trigger, codes)
    if found is None and (draft.type in ADDRESSED or draft.rule.startswith(PROMISES)):
        if "noun" not in draft.votes or draft.type not in SPEECH or draft.votes.get("light"):
            found = discourse.counterpart(codes, draft.start)
    return found
