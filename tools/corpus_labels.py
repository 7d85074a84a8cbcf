"""What the labels of the corpus may be: registers, sectors, CAMEO codes by type, regions, codes."""

from __future__ import annotations

import re
from pathlib import Path

EVALUATION = Path(__file__).resolve().parent.parent / "tests" / "data" / "eval"
STATES_FILE = EVALUATION / "iso3.txt"
ORGANISATIONS_FILE = EVALUATION / "codes.md"


REGISTERS = (
    "wire", "headline", "communique", "live", "diary", "background", "legal", "un", "ngo", "tabloid",
    "feature", "local", "speech", "social",
)  # fmt: skip

SECTORS = frozenset(
    {
        "GOV", "MIL", "COP", "JUD", "LEG", "SPY", "PTY", "REB", "PRM", "UAF", "UNK", "PRE", "AGR", "BUS",
        "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "REL", "SOC",
    }
)  # fmt: skip
"""PLOVER sectors a party may bear; a bare country or an organisation with a code of its own bears none."""

_ACT_CODES = {
    "AGREE": (
        "030 031 0311 0312 0313 0314 032 033 0331 0332 0333 0334 034 0341 0342 0343 0344 036 037 038 039"
    ),
    "CONSULT": "040 041 042 043 044 045 046",
    "SUPPORT": "050 051 052 053 054 057",
    "COOPERATE": "060 061 062 063 064",
    "AID": "070 071 072 073 074 075",
    "CONCEDE": (
        "035 0351 0352 0353 0354 0355 0356 055 056 080 081 0811 0812 0813 0814 082 "
        "083 0831 0832 0833 0834 085"
    ),
    "RETREAT": "0831 084 0841 0842 086 0861 0862 0863 087 0871 0872 0873 0874",
    "REQUEST": (
        "020 021 022 023 024 025 026 027 028 100 101 1011 1012 1013 1014 102 103 1031 1032 1033 1034 "
        "104 1041 1042 1043 1044 105 1051 1052 1053 1054 1055 1056 106 107 108"
    ),
    "ACCUSE": "090 091 092 093 094 110 111 112 1121 1122 1123 1124 1125 113 114 115",
    "REJECT": (
        "120 121 1211 1212 1213 1214 122 1221 1222 1223 1224 123 1231 1232 1233 1234 "
        "124 1241 1242 1243 1244 1245 1246 125 126 127 128 129"
    ),
    "THREATEN": (
        "130 131 1311 1312 1313 132 1321 1322 1323 1324 133 134 135 136 137 138 1381 1382 1383 1384 1385 139"
    ),
    "PROTEST": (
        "140 141 1411 1412 1413 1414 142 1421 1422 1423 1424 143 1431 1432 1433 1434 "
        "144 1441 1442 1443 1444 145 1451 1452 1453 1454"
    ),
    "SANCTION": "116 160 161 162 1621 1622 1623 163 164 165 166 1661 1662 1663 201",
    "MOBILIZE": "150 151 152 153 154 155",
    "COERCE": "170 171 1711 172 1721 1722 1723 1724 173 174 176 191 192",
    "ASSAULT": (
        "1712 175 180 181 182 1821 1822 1823 183 1831 1832 1833 184 185 186 190 193 194 195 196 "
        "200 201 202 203 204 2041 2042"
    ),
}
CAMEO_BY_TYPE = {kind: frozenset(codes.split()) for kind, codes in _ACT_CODES.items()}
"""CAMEO codes an act of each type may bear."""

_REGION_STATES = {
    "north-america": "USA CAN MEX",
    "central-america": "BLZ CRI GTM HND NIC PAN SLV",
    "caribbean": "ATG BHS BRB CUB DMA DOM GRD HTI JAM KNA LCA TTO VCT",
    "south-america": "ARG BOL BRA CHL COL ECU GUY PER PRY SUR URY VEN",
    "western-europe": (
        "AND AUT BEL CHE CYP DEU DNK ESP FIN FRA GBR GRC IRL ISL ITA LIE LUX MCO MLT NLD NOR PRT SMR SWE VAT"
    ),
    "eastern-europe": "BLR CZE EST HUN LTU LVA MDA POL ROU RUS SVK UKR",
    "balkans": "ALB BGR BIH HRV MKD MNE SRB SVN XKX",
    "caucasus": "ARM AZE GEO",
    "central-asia": "KAZ KGZ MNG TJK TKM UZB",
    "middle-east": "ARE BHR IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "north-africa": "DZA EGY ESH LBY MAR TUN",
    "sahel": "BFA MLI MRT NER TCD",
    "west-africa": "BEN CIV CPV GHA GIN GMB GNB LBR NGA SEN SLE TGO",
    "central-africa": "BDI CAF CMR COD COG GAB GNQ RWA STP",
    "horn-of-africa": "DJI ERI ETH SDN SOM SSD",
    "east-africa": "COM KEN MDG MUS SYC TZA UGA",
    "southern-africa": "AGO BWA LSO MOZ MWI NAM SWZ ZAF ZMB ZWE",
    "south-asia": "AFG BGD BTN IND LKA MDV NPL PAK",
    "east-asia": "CHN HKG JPN KOR PRK TWN",
    "southeast-asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "pacific": "AUS FJI FSM KIR MHL NRU NZL PLW PNG SLB TON TUV VUT WSM",
}
REGION_OF = {state: region for region, states in _REGION_STATES.items() for state in states.split()}
"""Part of the world of each state."""

REGIONS = (*_REGION_STATES, "international")


def known_codes() -> frozenset[str]:
    """Codes a party may bear: states of the list of ISO codes, organisations of the guidelines' table."""
    states = STATES_FILE.read_text(encoding="utf-8").split()
    organisations = re.findall(
        r"^\| ([A-Z][A-Z0-9]{1,2}) \|", ORGANISATIONS_FILE.read_text(encoding="utf-8"), re.M
    )
    return frozenset(states) | frozenset(organisations)
