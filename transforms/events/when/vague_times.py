"""Times the text leaves open: "recently", "in the coming months", "days after".

They determine nothing, but keep a clause from taking over the date of the one before it.
"""

from __future__ import annotations

import re

_SOME = r"(?:(?:a\ )?(?:few|couple\ of)|several|some|many)"
_FEW = (
    rf"(?:{_SOME}|\d{{1,3}}|[a-z]{{3,6}}teen"
    r"|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)"
)
_LENGTHS = r"(?:hours|days|weeks|months|years|decades)"
_LENGTH = r"(?:minutes|hours?|days?|weeks?|months?|years?|decades?)"
_NEAR = r"(?:coming|past|last|next|previous)"
VAGUE_TIMES = re.compile(
    rf"""\b(?:
        (?:(?:in|over|during|within|for|after|through|throughout)\ )?(?:the\ )?
            (?:recent|following|final|preceding|{_NEAR})\ (?:{_FEW}\ )?{_LENGTHS}
      | (?:in|over|during|within|for|throughout)\ the\ {_NEAR}\ (?:day|week|month|year|decade|24\ hours)
      | within\ (?:{_FEW}\ |an?\ |the\ )?{_LENGTH}
      | (?:{_SOME}|{_FEW}\ or\ {_FEW})\ {_LENGTH}\ (?:ago|earlier|later|before|after|from\ now)
      | (?:just\ |only\ |barely\ )?(?:minutes|{_LENGTHS})\ (?:ago|earlier|later|before|after)
      | (?:an?|one|{_FEW})\ (?:minute|hour|decade|centur(?:y|ie))s?\ (?:ago|earlier|later)
      | half\ (?:an?|the)\ (?:year|century|decade)\ (?:ago|earlier|later)
      | (?:an?|{_FEW})\ (?:and\ a\ half\ (?:years?|months?|weeks?)|century|centuries)\ (?:ago|earlier|later)
      | (?:some\ time|a\ long\ time|long|not\ (?:so\ )?long)\ ago
      | since\ then | ever\ since | (?:has|have|had)\ since\b(?=\ [a-z])
      | recently | lately | of\ late | recent | previously | formerly | upcoming | forthcoming
      | (?<!as\ )soon(?!\ as\b) | shortly\ (?:before|after|afterwards) | in\ due\ course
      | in\ the\ (?:(?:near|not\ too\ distant|foreseeable)\ )?future | in\ the\ past | in\ the\ new\ year
      | at\ (?:a|some)\ (?:later|future|unspecified)\ (?:date|time|stage|point)
      | the\ other\ day | these\ days | nowadays | at\ (?:the|that)\ time
      | (?:had|have|has)\ earlier
      | earlier\ (?:statements?|meetings?|talks|visits?|calls?|reports?|remarks|rounds?|agreements?)
    )\b""",
    re.VERBOSE,
)
"""Every vague time in small letters, longest alternative first."""
