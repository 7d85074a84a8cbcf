"""Event nouns and adjectives whose neighbours decide what they are: strikes of workers, attacks in words, forces on alert."""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.what import tense, tree
from transforms.events.what.words import singular

LABOUR = frozenset(
    """wage pay pension salary condition layoff job contract hour benefit bonus union worker teacher doctor nurse miner docker pilot
    driver employee staff labourer lecturer general indefinite wildcat nationwide nation-wide sit-in sit-down one-day two-day three-day
    four-day five-day 24-hour 48-hour 72-hour industrial trade civil-servant farmer student trucker railwayman dockworker judge lawyer
    civil public-sector transport rail port airport metro bus train teachers doctors walkout allowance arrears reform""".split()
)
VERBAL = frozenset(
    """verbal scathing blistering stinging withering thinly-veiled veiled vitriolic personal rhetorical scornful impassioned outspoken
    trenchant vituperative caustic ad-hominem twitter""".split()
)
CALLING = frozenset(
    """calling accusing branding labelling labeling describing saying claiming alleging denouncing dubbing blaming likening comparing
    criticising criticizing slamming condemning telling questioning insisting arguing deriding mocking""".split()
)
CURRENCIES = frozenset("$ € £ ¥ ₹ ₩ ₦".split())
COINS = frozenset(
    """euro dollar pound franc yen yuan renminbi rouble ruble rupee rupiah ringgit baht dong kip kyat taka tugrik tenge som manat lari
    dram lira shekel zloty forint koruna leu lei lev hryvnia krone kroner krona kronor ecu mark guilder escudo peseta drachma
    shilling birr kwacha cedi dalasi pula metical kwanza rand naira peso reais bolivar boliviano guarani quetzal lempira cordoba
    gourde dinar dirham riyal rial won""".split()
)
COPULAS = frozenset("is are was were be been being remain remains remained stays stayed stay".split())


def is_blamed(token: Token) -> bool:
    """Whether somebody is reported to be responsible, to blame, behind something: "said Tehran was behind the raid"."""
    copula = token.head
    if copula.lower_ not in COPULAS or copula.dep_ != "ccomp" or not tree.subjects(copula):
        return False
    if any(c.dep_ == "neg" for c in copula.children):
        return False
    if token.lower_ == "blame":
        return token.dep_ == "xcomp" and any(c.lower_ == "to" for c in token.children)
    if token.lower_ == "behind":
        return token.dep_ == "prep" and any(c.dep_ == "pobj" for c in token.children)
    return token.dep_ in ("acomp", "oprd", "attr") or token.tag_ == "VBN" and token.dep_ == "ccomp"


def is_groundless(token: Token) -> bool:
    """Whether somebody says that there is nothing in what another said: "said there was no truth in the charge"."""
    verb = token.head
    if token.dep_ not in ("attr", "dobj") or not any(c.lower_ in ("no", "little") for c in token.lefts):
        return False
    if verb.dep_ != "ccomp" or not any(
        p in ("in", "to", "for", "behind") for p, _ in tree.prepositions(token)
    ):
        return False
    return verb.lower_ in COPULAS or verb.lower_ in ("has", "had", "have")


def is_aimed(noun: Token, type_: str) -> bool:
    """Whether a protest named in passing is aimed at somebody: "a road blockade aimed at Brazilian growers"."""
    return type_ == "PROTEST" and any(
        c.lower_ in ("aimed", "directed", "targeting") and c.dep_ == "acl" for c in noun.rights
    )


def is_ruled_out(token: Token) -> bool:
    """Whether something is reported to be out of the question: "said the island was not for sale", "a handover was off the table"."""
    node = token
    words: list[str] = []
    while node.dep_ in ("pobj", "prep", "acomp", "attr") and node.lower_ not in COPULAS and len(words) < 4:
        node = node.head
        words.append(node.lower_)
    if node.lower_ not in COPULAS or node.dep_ not in ("ccomp", "ROOT") or not tree.subjects(node):
        return False
    if token.lower_ in ("question", "table", "cards"):
        return "out" in words or "off" in words
    denied = any(c.dep_ == "neg" for c in node.children) or token.lower_.startswith("non-")
    return denied and ("for" in words or "up" in words or "on" in words or node is token.head)


def is_labour(noun: Token) -> bool:
    """Whether a strike is one of workers: "a strike for higher wages", "an indefinite strike by dockers"."""
    if any(singular(c.lower_) in LABOUR for c in noun.lefts):
        return True
    if any(
        p in ("for", "over", "by", "to") and any(singular(t.lower_) in LABOUR for t in o.subtree)
        for p, o in tree.prepositions(noun)
    ):
        return True
    return any(c.dep_ in ("acl", "relcl") and c.tag_ == "VB" for c in noun.children)


def is_verbal(noun: Token) -> bool:
    """Whether an attack is one in words: "a scathing attack on the bank", "launched an attack on Rome, calling it a thief"."""
    if any(c.lower_ in VERBAL for c in noun.lefts):
        return True
    clause = tree.clause_of(noun)
    return any(c.dep_ == "advcl" and c.lower_ in CALLING for c in (*clause.children, *noun.children)) or any(
        c.dep_ == "acl" and c.lower_ in CALLING for c in noun.children
    )


TRADE_WORDS = frozenset(
    """import export shipment sale purchase trade flight airline supply delivery wine beef meat fruit steel oil gas fish timber grain
    wheat car poultry pork lamb cheese barley coal banana vegetable milk seafood product tomato citrus sugar rice tea coffee cement
    aluminium uranium cotton livestock fertiliser gold diamond good""".split()
)
TRADED = frozenset(
    "travel visa visas investment remittances tourism arms weapons technology chips transactions loans".split()
)


def of_kind_traded(noun: Token) -> bool:
    """Whether a ban is one on trade or travel: "a ban on beef from", "curbs on visas"."""
    return any(
        p in ("on", "of") and (singular(o.lower_) in TRADE_WORDS or o.lower_ in TRADED)
        for p, o in tree.prepositions(noun)
    )


def is_of_kind(noun: Token, flags: frozenset[str]) -> bool:
    """Whether a noun is what a reading's flags want: a strike of workers (`labour`), an attack in words (`verbal`)."""
    return (
        ("labour" not in flags or is_labour(noun))
        and ("verbal" not in flags or is_verbal(noun))
        and ("ontrade" not in flags or of_kind_traded(noun))
    )


def is_anti(noun: Token) -> bool:
    """Whether a noun is one against what its adjective names: "anti-French demonstrations"."""
    return any(c.lower_ == "anti" or c.lower_.startswith("anti-") for c in noun.lefts)


def in_state(token: Token) -> list[Token]:
    """Return who is in the state a noun names: "the army was on high alert", "border guards on standby"."""
    if token.dep_ != "pobj" or token.head.lower_ not in ("on", "at", "in"):
        return []
    holder = token.head.head
    if tree.is_noun(holder):
        return [holder]
    if holder.lower_ in COPULAS:
        return tree.subjects(holder)
    return []


def is_money(token: Token) -> bool:
    """Whether a token is a sum: "$1.3bn", "€100m", "Rs 40 crore"."""
    low = token.lower_
    if singular(low) in COINS and any(c.tag_ == "CD" for c in token.children):
        return True
    if low[:1] in CURRENCIES or any(c.text in CURRENCIES for c in token.children):
        return True
    if low in ("m", "bn", "tn"):
        return token.i > 0 and token.doc[token.i - 1].tag_ == "CD"
    return (
        token.tag_ == "CD"
        and low.endswith(("bn", "mn", "tn", "billion", "million"))
        or low in ("crore", "lakh")
    )


def is_denied(token: Token) -> bool:
    """Whether a verb is negated, itself or by what governs it: "is not going to admit", "has no intention of"."""
    if tense.has_negation(token):
        return True
    head = token.head
    if head.lower_ in ("has", "have", "had") and any(
        c.lower_ == "yet" for c in (*head.children, *token.children)
    ):
        return token.dep_ == "xcomp"  # "has yet to respond"
    return token.dep_ in ("xcomp", "pcomp") and (
        head.lower_ in ("going", "prepared", "ready", "willing", "inclined", "about")
        and (tense.has_negation(head) or head.head.i != head.i and tense.has_negation(head.head))
    )


def opens_sentence(token: Token) -> bool:
    """Whether a form in -ing that begins a sentence is a noun: "Shelling of", "Fighting flared between"."""
    if token.i or len(token.doc) < 2:
        return False
    after = token.doc[1]
    return after.lower_ in ("of", "by", "between") or (
        token.lower_.endswith("ing") and after.dep_ == "acl" and after.tag_ in ("VBN", "VBD")
    )


def is_felt(token: Token) -> bool:
    """Whether anger is reported of a place and at something: "there was anger in Jakarta at the decision"."""
    names = {prep for prep, _ in tree.prepositions(token)}
    return bool(names & {"in", "among"}) and bool(
        names & {"at", "over", "about", "against", "with", "towards"}
    )
