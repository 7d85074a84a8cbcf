"""English inflection for the trigger lexicon: every form of a lemma, and back.

The lexicon holds lemmas; texts hold forms. A table of all forms is exact for the words we know and costs a
dictionary look-up, where a general lemmatiser costs a parser component and errs on newspaper English.
"""

from __future__ import annotations

import functools
import re

IRREGULAR_VERBS: dict[str, str] = {
    "be": "am are is was were been being", "have": "has had having", "do": "does did done doing",
    "go": "goes went gone going", "say": "says said saying", "tell": "tells told telling",
    "meet": "meets met meeting", "speak": "speaks spoke spoken speaking", "hold": "holds held holding",
    "give": "gives gave given giving", "take": "takes took taken taking", "make": "makes made making",
    "send": "sends sent sending", "lend": "lends lent lending", "leave": "leaves left leaving",
    "come": "comes came coming", "fly": "flies flew flown flying", "win": "wins won winning",
    "pay": "pays paid paying", "lay": "lays laid laying", "withdraw": "withdraws withdrew withdrawn withdrawing",
    "draw": "draws drew drawn drawing", "throw": "throws threw thrown throwing", "break": "breaks broke broken breaking",
    "freeze": "freezes froze frozen freezing", "unfreeze": "unfreezes unfroze unfrozen unfreezing",
    "seek": "seeks sought seeking", "fight": "fights fought fighting", "strike": "strikes struck stricken striking",
    "shoot": "shoots shot shooting", "hit": "hits hit hitting", "beat": "beats beat beaten beating",
    "sink": "sinks sank sunk sinking", "put": "puts put putting", "set": "sets set setting", "cut": "cuts cut cutting",
    "shut": "shuts shut shutting", "let": "lets let letting", "quit": "quits quit quitting", "begin": "begins began begun beginning",
    "keep": "keeps kept keeping", "stand": "stands stood standing", "sit": "sits sat sitting", "find": "finds found finding",
    "bring": "brings brought bringing", "buy": "buys bought buying", "sell": "sells sold selling", "hear": "hears heard hearing",
    "show": "shows showed shown showing", "see": "sees saw seen seeing", "know": "knows knew known knowing",
    "think": "thinks thought thinking", "write": "writes wrote written writing", "rise": "rises rose risen rising",
    "drive": "drives drove driven driving", "steal": "steals stole stolen stealing", "slay": "slays slew slain slaying",
    "hang": "hangs hung hanged hanging", "swear": "swears swore sworn swearing", "tear": "tears tore torn tearing",
    "burn": "burns burned burnt burning", "build": "builds built building", "forget": "forgets forgot forgotten forgetting",
    "forgive": "forgives forgave forgiven forgiving", "forgo": "forgoes forwent forgone forgoing", "abide": "abides abided abode abiding",
    "spread": "spreads spread spreading", "run": "runs ran running", "fall": "falls fell fallen falling",
    "feed": "feeds fed feeding", "lead": "leads led leading", "mean": "means meant meaning", "become": "becomes became becoming",
    "convene": "convenes convened convening", "offset": "offsets offset offsetting", "rebut": "rebuts rebutted rebutting",
    "bid": "bids bid bidding", "bind": "binds bound binding", "get": "gets got gotten getting", "overrun": "overruns overran overrunning",
    "undertake": "undertakes undertook undertaken undertaking", "bar": "bars barred barring", "ship": "ships shipped shipping",
    "stop": "stops stopped stopping", "ban": "bans banned banning", "rap": "raps rapped rapping", "slam": "slams slammed slamming",
    "plan": "plans planned planning", "snub": "snubs snubbed snubbing", "swap": "swaps swapped swapping", "scrap": "scraps scrapped scrapping",
    "drop": "drops dropped dropping", "slap": "slaps slapped slapping", "axe": "axes axed axing", "nab": "nabs nabbed nabbing",
    "kidnap": "kidnaps kidnapped kidnapping", "abet": "abets abetted abetting", "admit": "admits admitted admitting",
    "permit": "permits permitted permitting", "submit": "submits submitted submitting", "commit": "commits committed committing",
    "expel": "expels expelled expelling", "compel": "compels compelled compelling", "repel": "repels repelled repelling",
    "defer": "defers deferred deferring", "confer": "confers conferred conferring", "concur": "concurs concurred concurring",
    "refer": "refers referred referring", "prefer": "prefers preferred preferring", "deter": "deters deterred deterring",
    "abhor": "abhors abhorred abhorring", "travel": "travels traveled travelled traveling travelling",
    "cancel": "cancels canceled cancelled canceling cancelling", "quell": "quells quelled quelling", "hijack": "hijacks hijacked hijacking",
    "signal": "signals signaled signalled signaling signalling", "quarrel": "quarrels quarreled quarrelled quarreling quarrelling",
    "pull": "pulls pulled pulling", "shell": "shells shelled shelling", "call": "calls called calling", "rob": "robs robbed robbing",
    "stab": "stabs stabbed stabbing", "gun": "guns gunned gunning", "jam": "jams jammed jamming", "ram": "rams rammed ramming",
    "tap": "taps tapped tapping", "bug": "bugs bugged bugging", "spar": "spars sparred sparring", "gag": "gags gagged gagging",
    "whip": "whips whipped whipping", "flog": "flogs flogged flogging", "club": "clubs clubbed clubbing", "step": "steps stepped stepping",
    "strip": "strips stripped stripping", "omit": "omits omitted omitting", "chat": "chats chatted chatting", "prod": "prods prodded prodding",
    "shun": "shuns shunned shunning", "wind": "winds wound winding", "ring": "rings rang ringed rung ringing", "overthrow": "overthrows overthrew overthrown overthrowing",
    "cede": "cedes ceded ceding", "free": "frees freed freeing", "flee": "flees fled fleeing", "agree": "agrees agreed agreeing",
    "disagree": "disagrees disagreed disagreeing", "guarantee": "guarantees guaranteed guaranteeing", "dye": "dyes dyed dyeing",
    "picnic": "picnics picnicked picnicking", "ink": "inks inked inking", "beg": "begs begged begging", "sue": "sues sued suing",
    "try": "tries tried trying", "veto": "vetoes vetoed vetoing", "torpedo": "torpedoes torpedoed torpedoing", "echo": "echoes echoed echoing",
    "rebuild": "rebuilds rebuilt rebuilding", "resell": "resells resold reselling", "restart": "restarts restarted restarting",
    "mistreat": "mistreats mistreated mistreating", "uphold": "upholds upheld upholding", "withhold": "withholds withheld withholding",
    "send_packing": "", "overshoot": "overshoots overshot", "backtrack": "backtracks backtracked backtracking", "rebuff": "rebuffs rebuffed rebuffing",
    "shed": "sheds shed shedding", "rid": "rids rid ridding", "hurt": "hurts hurt hurting", "cast": "casts cast casting",
    "broadcast": "broadcasts broadcast broadcasting", "forbid": "forbids forbade forbidden forbidding", "awake": "awakes awoke awoken awaking",
    "outlaw": "outlaws outlawed outlawing", "dig": "digs dug digging", "stick": "sticks stuck sticking", "cling": "clings clung clinging",
    "mix": "mixes mixed mixing", "tie": "ties tied tying", "lie": "lies lied lying", "die": "dies died dying", "fit": "fits fit fitted fitting",
    "pin": "pins pinned pinning", "rig": "rigs rigged rigging", "patrol": "patrols patrolled patrolling", "control": "controls controlled controlling",
    "annul": "annuls annulled annulling", "enrol": "enrols enrolled enrolling", "level": "levels leveled levelled leveling levelling",
    "panel": "panels", "extol": "extols extolled extolling", "compliment": "compliments complimented complimenting", "wage": "wages waged waging",
    "blow": "blows blew blown blowing", "grow": "grows grew grown growing", "snap": "snaps snapped snapping", "wed": "weds wed wedded wedding",
    "eat": "eats ate eaten eating", "read": "reads read reading", "sweep": "sweeps swept sweeping", "shake": "shakes shook shaken shaking",
    "bend": "bends bent bending", "bite": "bites bit bitten biting", "sling": "slings slung slinging", "acquit": "acquits acquitted acquitting",
    "regret": "regrets regretted regretting", "demur": "demurs demurred demurring", "remit": "remits remitted remitting",
    "transfer": "transfers transferred transferring", "counsel": "counsels counseled counselled counseling counselling",
    "greenlight": "greenlights greenlit greenlighted greenlighting", "forswear": "forswears forswore forsworn forswearing",
    "backpedal": "backpedals backpedaled backpedalled backpedaling backpedalling", "recommit": "recommits recommitted recommitting",
    "libel": "libels libeled libelled libeling libelling", "tread": "treads trod trodden treading", "bear": "bears bore borne bearing",
    "shrug": "shrugs shrugged shrugging", "spit": "spits spat spitting", "hark": "harks harked harking", "owe": "owes owed owing",
    "spend": "spends spent spending", "ride": "rides rode ridden riding",
    "swing": "swings swung swinging", "drink": "drinks drank drunk drinking", "spring": "springs sprang sprung springing", "dial": "dials dialed dialled dialing dialling", "funnel": "funnels funneled funnelled funneling funnelling", "channel": "channels channeled channelled channeling channelling",
    "refuel": "refuels refueled refuelled refueling refuelling", "slip": "slips slipped slipping", "equip": "equips equipped equipping", "kit": "kits kitted kitting", "outfit": "outfits outfitted outfitting", "unwrap": "unwraps unwrapped unwrapping", "foot": "foots footed footing",
    "initial": "initials initialed initialled initialing initialling", "bleed": "bleeds bled bleeding", "burst": "bursts burst bursting", "catch": "catches caught catching", "deal": "deals dealt dealing",
    "fling": "flings flung flinging", "forsake": "forsakes forsook forsaken forsaking", "gainsay": "gainsays gainsaid gainsaying",
    "hide": "hides hid hidden hiding", "kneel": "kneels knelt kneeled kneeling", "lean": "leans leaned leant leaning",
    "leap": "leaps leaped leapt leaping", "learn": "learns learned learnt learning", "light": "lights lit lighted lighting",
    "override": "overrides overrode overridden overriding", "plead": "pleads pleaded pled pleading", "reset": "resets reset resetting",
    "retake": "retakes retook retaken retaking", "shrink": "shrinks shrank shrunk shrinking", "split": "splits split splitting",
    "sting": "stings stung stinging", "swell": "swells swelled swollen swelling", "thrust": "thrusts thrust thrusting",
    "underwrite": "underwrites underwrote underwritten underwriting", "undo": "undoes undid undone undoing",
    "unwind": "unwinds unwound unwinding", "upset": "upsets upset upsetting", "waylay": "waylays waylaid waylaying",
    "wring": "wrings wrung wringing",
    "draft": "drafts drafted drafting", "foresee": "foresees foresaw foreseen foreseeing", "teach": "teaches taught teaching",
}  # fmt: skip
"""Forms of verbs that the rules below get wrong, the lemma itself left out."""

IRREGULAR_NOUNS: dict[str, str] = {
    "man": "men", "woman": "women", "child": "children", "serviceman": "servicemen", "person": "people persons",
    "fisherman": "fishermen", "dropout": "dropouts", "remains": "remains", "hostilities": "hostilities", "crisis": "crises",
    "aircraft": "aircraft", "personnel": "personnel", "peace": "peace", "gendarme": "gendarmes", "belief": "beliefs",
    "supplies": "supplies", "congratulation": "congratulations", "chargé": "chargés",
    "policeman": "policemen", "tie": "ties", "village": "villages", "life": "lives", "staff": "staff", "lawsuit": "lawsuits",
    "wife": "wives", "knife": "knives", "leaf": "leaves", "thief": "thieves", "wolf": "wolves", "half": "halves", "shelf": "shelves",
    "memorandum": "memoranda memorandums", "referendum": "referendums referenda", "medium": "media", "headquarters": "headquarters",
    "species": "species", "foot": "feet", "tooth": "teeth", "sheep": "sheep", "cattle": "cattle", "ox": "oxen",
}  # fmt: skip


SHORT_VERB = re.compile(r"[^aeiou]+[aeiou][^aeiouwxy]|[aeiou][^aeiouwxyk]")
"""Verbs of one syllable that double their last consonant: "rip", "pan", "trim"."""

STRESSED = re.compile(r".+(?:[ds]mit|drop|ban|tap|bar|plug|slap|whip|ship|hug|gun)")
"""Compounds whose last syllable doubles like the short verb it is: "readmit", "airdrop", "unban"."""
LONG_IN_L = re.compile(r".*[aeiouy].*[^aeiou][aeio]l")
"""Verbs of several syllables that double their last l in British spelling: "initial", "pencil", "marshal"."""


def verb_forms(lemma: str) -> frozenset[str]:
    """Return all inflected forms of a verb, in lower case, the lemma included."""
    if lemma in IRREGULAR_VERBS:
        return frozenset([lemma, *IRREGULAR_VERBS[lemma].split()])
    if lemma.endswith("e"):
        return frozenset([lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"])
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return frozenset([lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"])
    sibilant = lemma.endswith(("s", "sh", "ch", "x", "z"))
    stem = lemma + lemma[-1] if SHORT_VERB.fullmatch(lemma) or STRESSED.fullmatch(lemma) else lemma
    forms = {lemma, lemma + ("es" if sibilant else "s"), stem + "ed", stem + "ing"}
    if LONG_IN_L.fullmatch(lemma):
        forms |= {lemma + "led", lemma + "ling"}
    return frozenset(forms)


def noun_forms(lemma: str) -> frozenset[str]:
    """Return singular and plural of a noun (or noun phrase, inflected at its last word), in lower case."""
    if lemma in IRREGULAR_NOUNS:
        return frozenset([lemma, *IRREGULAR_NOUNS[lemma].split()])
    head, _, last = lemma.rpartition(" ")
    if last in IRREGULAR_NOUNS:
        return frozenset([lemma, *(f"{head} {form}".strip() for form in IRREGULAR_NOUNS[last].split())])
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return frozenset([lemma, lemma[:-1] + "ies"])
    if lemma.endswith("man"):
        return frozenset([lemma, lemma[:-3] + "men"])
    if lemma.endswith("sis"):
        return frozenset([lemma, lemma[:-2] + "es"])
    if lemma.endswith(("s", "sh", "ch", "x", "z")):
        return frozenset([lemma, lemma + "es"])
    if lemma.endswith("o") and lemma[-2:-1] not in "aeiou":  # vetoes, embargoes; also photos, casinos
        return frozenset([lemma, lemma + "es", lemma + "s"])
    return frozenset([lemma, lemma + "s"])


@functools.cache
def singular(form: str) -> str:
    """Return the likely singular of a noun form in lower case, without a dictionary."""
    for lemma, plural in IRREGULAR_NOUNS.items():
        if form in plural.split():
            return lemma
    if form.endswith("ies") and len(form) > 4:
        return form[:-3] + "y"
    if form.endswith("men"):
        return form[:-3] + "man"
    if form.endswith("oes") and len(form) > 4:
        return form[:-2]
    if form.endswith(("ses", "shes", "ches", "xes", "zes")) and not form.endswith(
        ("ases", "uses", "nses", "rses", "ises", "oses")
    ):
        return form[:-2]
    if form.endswith("s") and not form.endswith(("ss", "us", "is")) and len(form) > 3:
        return form[:-1]
    return form
