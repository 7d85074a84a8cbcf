"""What the actor lexicon is made of."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

_SECTORS = (
    "GOV MIL COP JUD LEG SPY PTY REB PRM UAF UNK PRE AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP REL SOC"
)
_ORGANISATIONS = (
    "UNO EUU NAT ASE AFU ECW SAD EAC IGD MER UNS OAS CCM CEL PIF ARL GCC OIC IAE WTO IMF WBK ICC ICJ ITL OPC "
    "G7 G20 BRI SCO CST CIS OSC COE CWN NAL ICR NGO"
)
_KINDS = (
    "country demonym people capital city region dependency metonym organisation armed_group person office "
    "agent"
)
SECTORS = frozenset(_SECTORS.split())
ORGANISATIONS = frozenset(_ORGANISATIONS.split())
KINDS = frozenset(_KINDS.split())


@dataclass(frozen=True, slots=True)
class Period:
    """A time, both days included, in which an organisation was of another sector than now."""

    sector: str
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name in the lexicon stands for.

    `country` is an ISO 3166 alpha-3 or organisation code, `sector` a PLOVER sector; both None where the name
    alone does not tell. `traits` are: weak (a name many states use: another state's modifier wins), inherits
    (takes the sector of what it speaks for), posting and envoy (the place it is sent to is not its own), org
    (an office of organisations), head (of state or government), inst (an institution), ngo (non-governmental
    if no state is named), ref (refers to a state without naming it: ally, neighbour), plural.
    """

    kind: str
    entity_id: str
    name: str
    country: str | None = None
    sector: str | None = None
    sectors_other: tuple[str, ...] = ()
    role: str | None = None
    traits: frozenset[str] = frozenset()
    periods: tuple[Period, ...] = ()

    def sector_at(self, date: datetime.date | None) -> str | None:
        """The sector at `date` (None: the present): rebels may have become a party, or a government."""
        when = date or datetime.date.max
        return next(
            (period.sector for period in self.periods if period.start <= when <= period.end), self.sector
        )


@dataclass(frozen=True, slots=True)
class Tenure:
    """One office of one person; both dates inclusive, None where open or not known."""

    person_id: str
    name: str
    country: str | None
    role: str
    sector: str
    sectors_other: tuple[str, ...]
    start: datetime.date | None
    end: datetime.date | None

    def covers(self, date: datetime.date) -> bool:
        return (self.start is None or self.start <= date) and (self.end is None or date <= self.end)


@dataclass(frozen=True, slots=True)
class Surface:
    """One way an entry is written. `entry` is None for a phrase that only looks like an actor.

    `capitals` are the offsets that must be capitals in the text; `exact` the spelling to insist on; `article`
    is set for names that are meant only after "the" (the Alliance, the Diet).
    """

    folded: str
    lowered: str
    capitals: tuple[int, ...]
    exact: str | None
    article: bool
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Openings:
    """The surfaces that start with one word: their lengths, longest first; the surfaces by lowered text."""

    lengths: tuple[int, ...]
    by_text: dict[str, tuple[Surface, ...]]
