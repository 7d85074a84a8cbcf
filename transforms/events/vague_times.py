"""Times the text leaves open: "recently", "in the coming months", "days after".

They determine nothing, but keep a clause from taking over the date of the one before it.
"""

from __future__ import annotations

import re

_FEW = r"(?:(?:a )?(?:few|couple of)|several|some|many|\d{1,3}|[a-z]+teen|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)"


_SPANS = r"(?:hours|days|weeks|months|years|decades|day|week|month|year|decade)"


VAGUE_TIMES = re.compile(
    rf"""\b(?:
        (?:(?:in|over|during|within|for|after|through|throughout)\ )?(?:the\ )?
            (?:recent|coming|past|last|next|previous|following|final|preceding)\ (?:{_FEW}\ )?
            (?:hours|days|weeks|months|years|decades)
      | (?:in|over|during|within|for|throughout)\ the\ (?:coming|past|last|next|previous)\ (?:day|week|month|year|decade|24\ hours)
      | within\ (?:{_FEW}\ |an?\ |the\ )?(?:minutes|hours|hour|days|weeks|months|years|day|week|month|year)
      | (?:(?:a\ )?few|several|some|many|(?:a\ )?couple\ of|{_FEW}\ or\ {_FEW})\ {_SPANS}\ (?:ago|earlier|later|before|after|from\ now)
      | (?:just\ |only\ |barely\ )?(?:minutes|hours|days|weeks|months|years|decades)\ (?:ago|earlier|later|before|after)
      | (?:{_FEW}|an?|one)\ (?:minutes?|hours?|decades?)\ (?:ago|earlier|later)
      | (?:half\ (?:an?|the)\ (?:year|century|decade)|(?:an?|{_FEW})\ (?:and\ a\ half|century|centuries))
            (?:\ (?:years?|months?|weeks?))?\ (?:ago|earlier|later)
      | (?:some\ time|a\ long\ time|long|not\ (?:so\ )?long)\ ago
      | since\ then | ever\ since | (?:has|have|had)\ since\b(?=\ [a-z])
      | recently | lately | of\ late | recent | previously | formerly | upcoming | forthcoming
      | (?<!as\ )soon(?!\ as\b) | shortly\ (?:before|after|afterwards) | in\ due\ course | in\ the\ (?:near|not\ too\ distant|foreseeable)\ future
      | in\ the\ (?:future|past) | at\ (?:a|some)\ (?:later|future|unspecified)\ (?:date|time|stage|point)
      | the\ other\ day | these\ days | nowadays | at\ (?:the|that)\ time | in\ the\ new\ year
      | (?:had|have|has)\ earlier | earlier\ (?:statements?|meetings?|talks|visits?|calls?|reports?|remarks|rounds?|agreements?)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
