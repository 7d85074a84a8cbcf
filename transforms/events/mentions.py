"""Every mention of a lexicon actor in a text, fast enough to stand as the gate in front of the parser."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass

from transforms.events.folding import fold, has_marks, without_marks
from transforms.events.lexicon import ActorLexicon, Entry, Openings, Surface, load

_WORD = re.compile(r"[^\W_]+")
# Names of states and cities that are also given names: a capitalised word after them makes them a person's.
_GIVEN_NAMES = frozenset({"Jordan", "Chad", "Paris", "Israel", "Georgia", "Chelsea", "Sydney", "Florence", "Victoria", "India",
                          "Kenya", "Sofia", "Vienna", "Lourdes", "Milan", "Santiago", "Carolina", "Virginia", "Dallas", "Austin",
                          "Cuba", "Ireland", "Brooklyn", "Asia", "Valencia", "Alexandria", "Bergen", "Cali", "Malaya", "Roma",
                          "Montana", "Nevada", "Indiana", "Louisiana", "Odessa", "Lima", "Wales", "Faro"})  # fmt: skip
# ... and surnames: a given name before them does the same.
_SURNAMES = frozenset({"Jordan", "Washington", "Israel", "Holland", "Ireland", "England", "Paris", "London", "Berlin", "Lyon",
                       "Wales", "Montana", "Houston", "Lima", "Dallas", "Wellington", "Boston", "German", "French", "English",
                       "Welsh", "Pole", "Santiago", "Florence", "Francia", "Fez", "Cork", "Derna", "Hama", "Frankfurt"})  # fmt: skip
_FIRST_NAMES = frozenset(
    """Michael Vernon George Denzel Kerry Booker Martha Desmond Tom Agnieszka Andre Kathy Robert Richard Charles John James
    David William Thomas Peter Paul Mark Steven Stephen Kevin Brian Daniel Joe Joseph Edward Andrew Anthony Ronald Donald
    Kenneth Frank Raymond Gary Larry Scott Eric Jack Dennis Jerry Henry Adam Irving Isaiah Sam Samuel Simon Patrick Neil
    Roger Ralph Lynn Mary Patricia Linda Barbara Elizabeth Jennifer Maria Susan Margaret Dorothy Lisa Nancy Karen Betty
    Helen Sandra Donna Carol Ruth Sharon Laura Sarah Kimberly Whitney Jessica Anna Jason Jeffrey Ryan Jacob Nicholas
    Jonathan Justin Barbara Kirk Hamilton DeAndre Montell Neil Carol Walter Dawn Sasha Jeremy Alan Chris Christopher Isaac
    Edwin Irving Marlo Adriana Rodrigo Duke Aaron Matt Matthew Benjamin Ben Rudi Theo Jools Merlin Kelly Amy Marie Diane Julian
    Rupert Hugh Kate Emma Olivia Gene Buster Lyndon Wes Alexandre Isabelle Nick Dawn Philip Philippe Hannah Joan
    Melania Ivanka Jill Hunter Michelle Jeb Marty Barron Tiffany Kimberly Lara Ashley Sara Sarah Brigitte Cilia Rosario Cherie Asma
    Maher Rifaat Emine Bilal Kim Sonia Priyanka Rahul Sunita Akshata Ekaterina Lyudmila Olena Raisa Naina Graça Winnie Grace
    Zindzi Ndileka Ngina Muhoozi Janet Denise Simone Aisha Hafsa Amira Suzanne Gamal Alaa Leila Saif Hannibal Soha Usha
    Fidel Mariela Alejandro Ramón Vilma Flávio Carlos Eduardo Michel Marcela Máximo Florencia Karina Keiko Kenji Nadine
    Richard Wolfgang Siegfried Cosima Katharina Honey Lindsay Lindsey Josh Rachel Zac Jake Eliza Sabrina Marsha Judith Joan Ellen
    Hillary Chelsea Roger Socks Nelson Marlon Lewis Bettina Doro Ingrid Joachim Rut Lars Hannelore Loki Therese Otto""".split()
)
_US_STATES = (
    "Alabama|Ala|Alaska|Arizona|Ariz|Arkansas|Ark|California|Calif|Colorado|Colo|Connecticut|Conn|Delaware|Del|Florida|Fla"
    "|Georgia|Ga|Idaho|Illinois|Ill|Indiana|Ind|Iowa|Kansas|Kan|Kentucky|Ky|Louisiana|La|Maine|Maryland|Md|Massachusetts|Mass"
    "|Michigan|Mich|Minnesota|Minn|Mississippi|Miss|Missouri|Mo|Montana|Mont|Nebraska|Neb|Nevada|Nev|New Hampshire|N\\.H"
    "|New Jersey|N\\.J|New Mexico|N\\.M|New York|N\\.Y|North Carolina|N\\.C|North Dakota|N\\.D|Ohio|Oklahoma|Okla|Oregon|Ore"
    "|Pennsylvania|Pa|Rhode Island|R\\.I|South Carolina|S\\.C|South Dakota|S\\.D|Tennessee|Tenn|Texas|Tex|Utah|Vermont|Vt"
    "|Virginia|Va|Washington state|Wash|West Virginia|W\\.Va|Wisconsin|Wis|Wyoming|Wyo|Ontario"
)
_IN_US_STATE = re.compile(rf",? ?,? (?:{_US_STATES})\b(?!['’]s?\b)")
_AMERICAN_GEORGIA = re.compile(
    r"(?i:\b(?:atlanta|savannah|republicans?|democrats?|democratic|gop|sheriff|county|u\.s\. senate|carolina|alabama|florida|"
    r"gubernatorial|electoral votes|ballots?|bulldogs|statehouse|kemp|raffensperger|stacey abrams)\b)"
)
_SPORT = frozenset(
    """fc united city rovers wanderers athletic county town celtics bulls giants warriors rangers marathon olympics games
    open derby airport university symphony philharmonic orchestra stadium striker midfielder goalkeeper winger defender
    batsman bowler sprinter coach footballer cyclist golfer restaurant cuisine wine cheese beer recipe""".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a lexicon actor: `text[start:end]`, without a possessive ending.

    `kind` is one of country, demonym, people, capital, city, region, dependency, metonym, organisation,
    armed_group, person, office, agent. `name` is the canonical name; `country`, `sector` and `role` are None
    where the mention alone does not tell. `traits` are the lexicon's (see `lexicon.Entry`), plus `former` for
    a person whose last known office had ended by the date.
    """

    start: int
    end: int
    text: str
    kind: str
    entity_id: str
    name: str
    country: str | None
    sector: str | None
    role: str | None
    sectors_other: tuple[str, ...] = ()
    traits: frozenset[str] = frozenset()


def find_mentions(text: str, date: datetime.date | None = None) -> tuple[Mention, ...]:
    """All lexicon mentions in `text`, in order, longest match first, none overlapping.

    `date` (the day the text was published) decides which office a person held, and who is meant where two
    persons share a name; None stands for the present.
    """
    if has_marks(text):
        plain, offsets = without_marks(text)
        return tuple(
            _moved(mention, text, offsets[mention.start], offsets[mention.end - 1] + 1, offsets)
            for mention in find_mentions(plain, date)
        )
    lexicon = load()
    folded = fold(text)
    lowered = folded.lower()
    by_word = lexicon.by_word
    found: list[Mention] = []
    free_from = 0
    for word in _WORD.finditer(folded):
        start = word.start()
        if start < free_from:
            continue
        openings = by_word.get(word.group())
        if openings is None:
            continue
        matched = _longest(openings, folded, lowered, start)
        if not matched:
            continue
        end = start + len(matched[0].folded)
        mention = _mention(lexicon, matched, text, folded, start, end, date)
        if mention is None:
            # A false friend hides only itself.
            if matched[0].entry is None:
                free_from = end
            continue
        found.append(mention)
        free_from = end
    return tuple(found)


def _moved(mention: Mention, text: str, start: int, end: int, offsets: list[int]) -> Mention:
    """`mention` at its offsets in a text that has combining marks (those after its last letter included)."""
    while end < len(text) and end not in offsets:
        end += 1
    return Mention(
        start, end, text[start:end], mention.kind, mention.entity_id, mention.name, mention.country, mention.sector,
        mention.role, mention.sectors_other, mention.traits,
    )  # fmt: skip


def _longest(openings: Openings, folded: str, lowered: str, start: int) -> list[Surface]:
    """The surfaces of the longest match at `start`; several only for persons who share a name."""
    by_text = openings.by_text
    size = len(folded)
    for length in openings.lengths:
        end = start + length
        surfaces = by_text.get(lowered[start:end])
        if surfaces is None:
            continue
        if end < size and folded[end].isalnum() and folded[end - 1].isalnum():
            continue
        matched: list[Surface] = []
        for surface in surfaces:
            if not _is_spelt(surface, folded, lowered, start, end):
                continue
            matched.append(surface)
            if surface.entry is None or surface.entry.kind != "person":
                break
        if matched:
            return matched
    return []


def _is_spelt(surface: Surface, folded: str, lowered: str, start: int, end: int) -> bool:
    """Whether the text has the capitals and the article that the surface asks for."""
    if surface.article and lowered[max(0, start - 4) : start] != "the ":
        return False
    if surface.exact is not None:
        if folded[start:end] != surface.folded:
            return False
        return surface.lowered not in _ALSO_WORDS or not _in_capitals(folded, start, end)
    if surface.capitals and not folded.startswith(surface.folded, start):
        return all(folded[start + offset].isupper() for offset in surface.capitals)
    return True


# Abbreviations that a line in capitals may hold as plain words.
_ALSO_WORDS = frozenset({"us", "is", "who", "ice", "car", "pace", "shape", "nam", "can", "raw", "let", "mend", "bis", "au", "un",
                         "eta", "rt", "ana", "ire", "ira", "arm", "isi", "pri", "mit", "alba", "quad"})  # fmt: skip


def _in_capitals(folded: str, start: int, end: int) -> bool:
    """Whether both neighbours, or the only one, are words in capitals too: a headline that shouts."""
    before = folded[max(0, start - 20) : start].split()
    after = folded[end : end + 20].split()
    near = [word for word in (before[-1:] + after[:1]) if word.isalpha() and len(word) > 1]
    return bool(near) and all(word.isupper() for word in near) and len(near) == len(before[-1:] + after[:1])


def _mention(
    lexicon: ActorLexicon,
    matched: list[Surface],
    text: str,
    folded: str,
    start: int,
    end: int,
    date: datetime.date | None,
) -> Mention | None:
    entry = matched[0].entry
    if entry is None or not _is_meant(entry, text, folded, start, end):
        return None
    if entry.kind != "person":
        return Mention(
            start, end, text[start:end], entry.kind, entry.entity_id, entry.name, entry.country, entry.sector,
            entry.role, entry.sectors_other, entry.traits,
        )  # fmt: skip
    people = [surface.entry.entity_id for surface in matched if surface.entry is not None]
    person = min(people, key=lambda one: _remoteness(lexicon, one, date))
    return person_mention(lexicon, person, text, start, end, date)


def person_mention(
    lexicon: ActorLexicon, person: str, text: str, start: int, end: int, date: datetime.date | None
) -> Mention:
    """A mention of lexicon person `person` at `text[start:end]`, with the office held at `date`."""
    tenure, over = lexicon.tenure_at(person, date)
    early = not over and date is not None and tenure.start is not None and date < tenure.start
    return Mention(
        start, end, text[start:end], "person", person, tenure.name, tenure.country,
        "ELI" if over else None if early else tenure.sector,
        f"Former {tenure.role}" if over else None if early else tenure.role,
        () if over or early else tenure.sectors_other,
        frozenset({"former"}) if over else frozenset(),
    )  # fmt: skip


def _remoteness(lexicon: ActorLexicon, person: str, date: datetime.date | None) -> int:
    """How far `date` lies from the person's nearest office, in days: the nearer of two namesakes is meant."""
    when = date or datetime.date.max
    distances = []
    for tenure in lexicon.tenures[person]:
        if tenure.covers(when):
            return 0
        if tenure.start is not None and when < tenure.start:
            # Nobody is reported on by name long before taking office; prefer the one who has been known.
            distances.append(3 * (tenure.start - when).days)
        elif tenure.end is not None:
            distances.append((when - tenure.end).days)
    return min(distances, default=0)


@functools.cache
def _next_word() -> re.Pattern[str]:
    return re.compile(r" ([^\W_]+)")


def _is_meant(entry: Entry, text: str, folded: str, start: int, end: int) -> bool:
    """Whether the words around a match leave its political reading possible."""
    if entry.kind in ("office", "agent"):
        return not _is_common_use(entry, folded, start, end)
    if entry.kind == "person" or entry.name == "Wagner Group":
        return " " in folded[start:end] or not (_follows_given_name(folded, start) or _opens_longer_name(folded, end))
    if entry.kind in ("organisation", "armed_group", "metonym"):
        return True
    written = folded[start:end]
    after = _next_word().match(folded, end)
    follower = after.group(1) if after else ""
    if (
        entry.kind in ("capital", "city", "country")
        and _IN_US_STATE.match(folded, end)
        and written not in ("Washington", "Georgia")
    ):
        return (
            folded[end : end + 2] != ", "
            or entry.kind == "country"
            and written in ("United States", "US", "U.S.")
        )
    if follower.lower() in _SPORT and entry.kind in ("capital", "city", "region"):
        return False
    if written in _SURNAMES and _follows_given_name(folded, start):
        return False
    if (
        written in _GIVEN_NAMES
        and follower[:1].isupper()
        and not follower.isupper()
        and _is_name_tail(folded, end + 1)
    ):
        return False
    if written == "Georgia":
        return not _AMERICAN_GEORGIA.search(folded[max(0, start - 120) : end + 120])
    return True


_PREVIOUS = re.compile(r"([^\W\d_]+|[A-Z]\.) $")


def _follows_given_name(folded: str, start: int) -> bool:
    """Whether a given name or an initial stands before: it is somebody else's surname then."""
    previous = _PREVIOUS.search(folded[max(0, start - 24) : start])
    return previous is not None and (previous.group(1) in _FIRST_NAMES or previous.group(1)[-1] == ".")


_ARTICLE_OF_NAME = re.compile(r" (?:al|el|bin|ben|abu|ould|von|van|de|da|dos|du|della|di)[- ][A-Z]|[ -](?:Jr|Sr|II|III)\b|-[A-Z]")


def _opens_longer_name(folded: str, end: int) -> bool:
    """Whether a surname is in fact somebody else's given name: "Nasser al-Marri"."""
    if _ARTICLE_OF_NAME.match(folded, end):
        return True
    return folded[end : end + 1] == " " and folded[end + 1 : end + 2].isupper() and _is_name_tail(folded, end + 1)


def _is_name_tail(folded: str, start: int) -> bool:
    """Whether the capitalised word at `start` is a surname rather than a title, office, actor or headline word."""
    word = _WORD.match(folded, start)
    if word is None:
        return False
    if word.group() in load().by_word:
        return False
    from transforms.events.names import NOT_NAMES

    if word.group().lower() in NOT_NAMES:
        return False
    # In a headline with capitals throughout, the capital says nothing.
    following = re.findall(r"\b[^\W\d_]{4,}\b", folded[word.end() : word.end() + 60])
    return not following or any(other[0].islower() for other in following[:3])


_AFTER_GENERAL = re.compile(
    r" (?:election|elections|strike|public|secretary|rule|agreement|debate|population|idea)\b"
)
_NOT_AFTER = {
    "state": re.compile(
        r"(?i)(?:\b(?:head|heads|secretary|minister|ministers|solid|steady|visit|of the) (?:of )?$)"
    ),
}


def _is_common_use(entry: Entry, folded: str, start: int, end: int) -> bool:
    """Whether a title or common noun stands here in a sense that names nobody."""
    written = folded[start:end].lower()
    if written == "general":
        return folded[start].islower() or bool(_AFTER_GENERAL.match(folded, end))
    if written in ("sen", "rep.", "gen", "col", "adm.", "sen.", "gen.", "col."):
        return folded[start].islower() or not folded[end : end + 2].strip()[:1].isupper()
    pattern = _NOT_AFTER.get(written)
    return pattern is not None and pattern.search(folded[max(0, start - 20) : start]) is not None
