"""The date grammar against a table of expressions, each with its own day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.events.when.dates import (
    DateSpan,
    find_durations,
    find_time_expressions,
    origin_to_the_day,
    resolve,
    span_of_duration,
)

# published, direction ("<" past, ">" future, "-" not known), text, days as "start..end", "?" undetermined.
# The text holds exactly one time expression.
CASES = """
2025-03-30 > Lavrov will be in Baku from March 31 to April 2. = 2025-03-31..2025-04-02
2025-03-30 < The envoys met on March 12. = 2025-03-12..2025-03-12
2025-03-30 > The envoys will meet on 12 March. = 2026-03-12..2026-03-12
2025-03-30 - The hearing of 31st of March drew few people. = 2025-03-31..2025-03-31
2025-03-30 > They confer on Mar 31. = 2025-03-31..2025-03-31
2025-03-30 > They confer on Mar. 31 in Doha. = 2025-03-31..2025-03-31
2025-03-30 < It was signed on 31 March 2021. = 2021-03-31..2021-03-31
2025-03-30 < It was signed on March 31, 2021, in Lomé. = 2021-03-31..2021-03-31
2025-03-30 < It was signed on the 31st of March, 2021. = 2021-03-31..2021-03-31
2025-03-30 < It was signed on March 31st 2021. = 2021-03-31..2021-03-31
2025-03-30 < It was signed on 2021-03-31. = 2021-03-31..2021-03-31
2025-03-30 < It was signed on 31.03.2021. = 2021-03-31..2021-03-31
2025-03-30 < It was signed on 31/03/2021. = 2021-03-31..2021-03-31
2025-03-30 < It was signed on 03/31/2021. = 2021-03-31..2021-03-31
2019-12-10 < A round was held in Bratislava on 9 and 10 October. = 2019-10-09..2019-10-10
2019-12-10 < A round was held on 9, 10 and 11 October. = 2019-10-09..2019-10-11
2019-12-10 < A round was held on October 9 and 10 in Graz. = 2019-10-09..2019-10-10
2019-12-10 < A round was held on the 9th and 10th of October. = 2019-10-09..2019-10-10
2024-06-01 > The leaders gather 18-20 June in Suva. = 2024-06-18..2024-06-20
2024-06-01 > The leaders gather June 18–20, 2024. = 2024-06-18..2024-06-20
2024-06-01 > The leaders gather on June 18-20 in Suva. = 2024-06-18..2024-06-20
2024-06-01 > The leaders gather from 18 to 20 June. = 2024-06-18..2024-06-20
2024-06-01 > The fair runs 28 June - 2 July. = 2024-06-28..2024-07-02
2024-12-20 > The fair runs from December 28 to January 3. = 2024-12-28..2025-01-03
2025-01-05 < The drill ran from December 28 to January 3. = 2024-12-28..2025-01-03
2025-01-05 < The drill ran from 28 December 2024 to 3 January 2025. = 2024-12-28..2025-01-03
2025-01-05 < The drill ran from 28 December to 3 January 2025. = 2024-12-28..2025-01-03
2025-01-03 < They spoke on December 30. = 2024-12-30..2024-12-30
2025-01-03 > They will speak on December 30. = 2025-12-30..2025-12-30
2025-01-03 - They speak on December 30. = 2024-12-30..2024-12-30
2025-01-03 < He resigned in March. = 2024-03-01..2024-03-31
2025-01-03 > He will resign in March. = 2025-03-01..2025-03-31
2011-03-30 - Ministers confer on the framework (to April 1). = ..2011-04-01
2025-03-04 - They met on Tuesday, 4 March. = 2025-03-04..2025-03-04
2025-03-06 < They met on Tuesday (March 4) in Rabat. = 2025-03-04..2025-03-04
2025-03-06 < They met on Tuesday the 4th of March. = 2025-03-04..2025-03-04
2025-02-20 < They met on Friday, 13 September. = 2024-09-13..2024-09-13
2025-02-20 < They met on Tue, Mar 5, 2024. = 2024-03-05..2024-03-05
2021-06-01 < Between 1904 and 1908, settlers drove them out. = 1904-01-01..1908-12-31
2021-06-01 < From 1904 to 1908 settlers drove them out. = 1904-01-01..1908-12-31
2021-06-01 < The mission (1999–2003) failed. = 1999-01-01..2003-12-31
2021-06-01 < The war of nerves went on in 1998 and 1999. = 1998-01-01..1999-12-31
2021-06-01 < They traded fire in the 1990s. = 1990-01-01..1999-12-31
2021-06-01 < They traded fire in the late 1980s. = 1987-01-01..1989-12-31
2021-06-01 < They traded fire in the early 1990s. = 1990-01-01..1993-12-31
2021-06-01 < They traded fire in the 19th century. = 1801-01-01..1900-12-31
2021-06-01 < The country won independence in 1990. = 1990-01-01..1990-12-31
2021-06-01 < The country won independence in March 1990. = 1990-03-01..1990-03-31
2021-06-01 < The country won independence in March of 1990. = 1990-03-01..1990-03-31
2021-06-01 < The accord was reached in late 2013. = 2013-09-01..2013-12-31
2021-06-01 < The accord was reached in mid-2013. = 2013-05-01..2013-08-31
2024-05-15 < Oman recalled its envoy on Tuesday. = 2024-05-14..2024-05-14
2024-05-15 < Oman recalled its envoy on Wednesday. = 2024-05-15..2024-05-15
2024-05-15 < Oman recalled its envoy on Thursday. = 2024-05-09..2024-05-09
2024-05-15 > Oman will recall its envoy on Tuesday. = 2024-05-21..2024-05-21
2024-05-15 > Oman will recall its envoy on Thursday. = 2024-05-16..2024-05-16
2024-05-15 - Oman, on Thursday. = 2024-05-09..2024-05-09
2024-05-15 < They met last Friday. = 2024-05-10..2024-05-10
2024-05-17 < They met last Friday. = 2024-05-10..2024-05-10
2024-05-15 > They meet this coming Sunday. = 2024-05-19..2024-05-19
2024-05-17 > They meet next Friday. = 2024-05-24..2024-05-24
2024-05-15 > They meet this Friday. = 2024-05-17..2024-05-17
2024-05-15 < They met this past Monday. = 2024-05-13..2024-05-13
2024-05-15 < They met on Tuesday night. = 2024-05-14..2024-05-14
2024-05-15 < They met early on Wednesday. = 2024-05-15..2024-05-15
2024-05-15 < They met late Monday. = 2024-05-13..2024-05-13
2024-05-15 < They met Thursday morning. = 2024-05-09..2024-05-09
2024-05-15 < They met on Monday and Tuesday. = 2024-05-13..2024-05-14
2024-05-17 < They met from Monday to Wednesday. = 2024-05-13..2024-05-15
2024-05-15 > They will meet from Monday to Wednesday. = 2024-05-20..2024-05-22
2024-05-14 - The king visits from Monday to Wednesday. = 2024-05-13..2024-05-15
2024-05-15 < They met on Friday last week. = 2024-05-10..2024-05-10
2024-05-15 > They meet on Monday next week. = 2024-05-20..2024-05-20
2024-05-15 > They meet on Friday of next week. = 2024-05-24..2024-05-24
2024-05-15 > They meet on Friday week. = 2024-05-24..2024-05-24
2024-05-15 < They met today. = 2024-05-15..2024-05-15
2024-05-15 < They met yesterday afternoon. = 2024-05-14..2024-05-14
2024-05-15 > They meet tomorrow. = 2024-05-16..2024-05-16
2024-05-15 > They meet tonight. = 2024-05-15..2024-05-15
2024-05-15 < They met this morning. = 2024-05-15..2024-05-15
2024-05-15 < They met last night. = 2024-05-14..2024-05-14
2024-05-15 < Drones struck the port overnight. = 2024-05-14..2024-05-15
2024-05-15 > They meet the day after tomorrow. = 2024-05-17..2024-05-17
2024-05-15 < They met the day before yesterday. = 2024-05-13..2024-05-13
2024-03-01 < They met yesterday. = 2024-02-29..2024-02-29
2023-03-01 < They met yesterday. = 2023-02-28..2023-02-28
2024-05-15 < They met three days ago. = 2024-05-12..2024-05-12
2024-05-15 < They met a week ago. = 2024-05-08..2024-05-08
2024-05-15 < They met a fortnight ago. = 2024-05-01..2024-05-01
2024-05-15 < They met two months ago. = 2024-03-01..2024-03-31
2024-01-15 < They met two months ago. = 2023-11-01..2023-11-30
2024-05-15 < They met five years ago. = 2019-01-01..2019-12-31
2024-05-15 < They met twenty-five years ago. = 1999-01-01..1999-12-31
2024-05-15 < They met two decades ago. = ?
2024-05-15 < They met about two years ago. = ?
2024-05-15 < They met a few weeks ago. = ?
2024-05-15 < They met hours earlier. = ?
2024-05-15 < They met some time ago. = ?
2024-05-15 > They meet in three days. = 2024-05-18..2024-05-18
2024-05-15 > They meet in two weeks' time. = 2024-05-29..2024-05-29
2024-05-15 > They meet in two months. = 2024-07-01..2024-07-31
2024-05-15 > They meet two weeks from now. = 2024-05-29..2024-05-29
2024-05-15 > They meet a week from Monday. = 2024-05-27..2024-05-27
2024-05-15 < They met a week ago Monday. = 2024-05-06..2024-05-06
2024-05-15 < They met five years ago today. = 2019-05-15..2019-05-15
2024-05-15 < They met last week. = 2024-05-06..2024-05-12
2024-05-15 > They meet next week. = 2024-05-20..2024-05-26
2024-05-15 < They met this week. = 2024-05-13..2024-05-15
2024-05-15 > They meet this week. = 2024-05-15..2024-05-19
2024-05-15 - They meet this week. = 2024-05-13..2024-05-19
2024-05-15 < They met earlier this month. = 2024-05-01..2024-05-15
2024-05-15 > They meet later this month. = 2024-05-15..2024-05-31
2024-05-15 > They meet later this year. = 2024-05-15..2024-12-31
2024-05-15 < They met earlier this year. = 2024-01-01..2024-05-15
2024-05-15 < They met last month. = 2024-04-01..2024-04-30
2024-01-15 < They met last month. = 2023-12-01..2023-12-31
2024-12-15 > They meet next month. = 2025-01-01..2025-01-31
2024-05-15 < They met last year. = 2023-01-01..2023-12-31
2024-05-15 > They meet next year. = 2025-01-01..2025-12-31
2024-05-15 < They met late last year. = 2023-09-01..2023-12-31
2024-05-15 < They met late last month. = 2024-04-21..2024-04-30
2024-05-15 > They meet early next month. = 2024-06-01..2024-06-10
2024-05-15 < They met last August. = 2023-08-01..2023-08-31
2024-10-15 < They met last August. = 2024-08-01..2024-08-31
2024-10-15 > They meet next August. = 2025-08-01..2025-08-31
2020-09-29 < They met this summer. = 2020-06-01..2020-08-31
2024-05-15 < They met this spring. = 2024-03-01..2024-05-31
2013-11-21 > They meet next summer. = 2014-06-01..2014-08-31
2024-01-20 < They met this winter. = 2023-12-01..2024-02-29
2024-01-20 < They met last summer. = 2023-06-01..2023-08-31
2024-05-15 < They met in the summer of 2014. = 2014-06-01..2014-08-31
2024-05-15 < They met in spring 2019. = 2019-03-01..2019-05-31
2024-05-15 < They met in autumn. = 2023-09-01..2023-11-30
2024-05-15 > They will meet in early June. = 2024-06-01..2024-06-10
2024-05-15 < They met in mid-March. = 2024-03-11..2024-03-20
2024-05-15 < They met in late February. = 2024-02-21..2024-02-29
2023-05-15 < They met in late February. = 2023-02-21..2023-02-28
2024-05-15 < They met in mid-to-late April. = 2024-04-11..2024-04-30
2024-05-15 < They met at the end of April. = 2024-04-21..2024-04-30
2024-05-15 < They met at the beginning of April. = 2024-04-01..2024-04-10
2024-05-15 < They met in the first week of April. = 2024-04-01..2024-04-07
2024-05-15 < They met in the last week of April. = 2024-04-24..2024-04-30
2024-05-15 < They met in the second half of April. = 2024-04-16..2024-04-30
2024-05-15 < They met in the week of April 3. = 2024-04-01..2024-04-07
2017-09-25 > A panel would meet before the end of October. = ..2017-10-31
2017-09-25 > They have until the end of the year. = ..2017-12-31
2017-09-25 > It must be done by the end of 2018. = ..2018-12-31
2017-09-25 > It must be done by year-end. = ..2017-12-31
2017-09-25 > It must be done by year's end. = ..2017-12-31
2017-09-25 > It must be done by the end of next week. = ..2017-10-08
2017-09-25 > It must be done no later than October 15. = ..2017-10-15
2017-09-25 > It must be done by Friday. = ..2017-09-29
2017-09-25 > It must be done by 2030. = ..2030-12-31
2017-09-25 > It must be done before Friday. = ..2017-09-28
2017-09-25 > It must be done by mid-October. = ..2017-10-20
2017-09-25 > The truce holds until October 15. = ..2017-10-15
2017-09-25 > The truce holds until 15 October 2018. = ..2018-10-15
2024-05-15 < They have met since March. = 2024-03-01..
2024-05-15 < They have met since November. = 2023-11-01..
2024-05-15 < They have met since November 20. = 2023-11-20..
2024-05-15 < They have met since 2015. = 2015-01-01..
2024-05-15 < They have met since Monday. = 2024-05-13..
2024-05-15 < They have met since early April. = 2024-04-01..
2024-05-15 < They have met since last year. = 2023-01-01..
2024-11-15 > Output falls from January. = 2025-01-01..
2024-11-15 > The ban applies starting Monday. = 2024-11-18..
2024-11-15 > The ban applies as of December 1. = 2024-12-01..
2024-11-15 > The ban applies effective 1 December. = 2024-12-01..
2024-05-15 > They meet in the first quarter of 2025. = 2025-01-01..2025-03-31
2024-05-15 > They meet in the second half of 2025. = 2025-07-01..2025-12-31
2024-05-15 > They meet in the second half of this year. = 2024-07-01..2024-12-31
2024-05-15 < Trade grew in the third quarter of last year. = 2023-07-01..2023-09-30
2024-05-15 < Trade grew in Q3 2023. = 2023-07-01..2023-09-30
2024-05-15 < They met over the weekend. = 2024-05-11..2024-05-12
2024-05-15 > They will meet at the weekend. = 2024-05-18..2024-05-19
2024-05-15 < They met last weekend. = 2024-05-11..2024-05-12
2024-05-12 < They met at the weekend. = 2024-05-11..2024-05-12
2024-05-15 > They meet this weekend. = 2024-05-18..2024-05-19
2024-05-15 < They met in March last year. = 2023-03-01..2023-03-31
2024-05-15 < They met on 5 March last year. = 2023-03-05..2023-03-05
2024-05-15 < They met on 29 February. = 2024-02-29..2024-02-29
2023-05-15 < They met on 29 February. = 2020-02-29..2020-02-29
2023-07-19 < They met earlier in July. = 2023-07-01..2023-07-19
2024-05-15 < They met on the 9th. = 2024-05-09..2024-05-09
2024-05-15 > They meet on the 9th. = 2024-06-09..2024-06-09
2025-03-30 > He will attend Victory Day. = 2025-05-09..2025-05-09
2025-03-30 > He will attend on Bastille Day. = 2025-07-14..2025-07-14
2024-05-15 < They met at Christmas. = 2023-12-25..2023-12-25
2024-05-15 < They met on Christmas Eve. = 2023-12-24..2023-12-24
2024-05-15 < They met two days before Christmas. = 2023-12-23..2023-12-23
2024-05-15 < They met on the eve of Victory Day. = 2024-05-08..2024-05-08
2024-05-15 < The pope spoke on Easter Sunday. = 2024-03-31..2024-03-31
2024-05-15 < The pope spoke on Good Friday. = 2024-03-29..2024-03-29
2024-05-15 < The patriarch spoke on Orthodox Easter. = 2024-05-05..2024-05-05
2024-05-15 < A truce held during Ramadan. = 2024-03-11..2024-04-09
2024-05-15 < The emir spoke on Eid al-Fitr. = 2024-04-10..2024-04-10
2025-03-10 > They will swap envoys after Nowruz. = 2025-03-22..
2025-03-10 > They will swap greetings on Diwali. = 2025-10-20..2025-10-20
2025-03-10 < They swapped greetings on Lunar New Year. = 2025-01-29..2025-01-29
2025-03-10 > They meet on Africa Day. = 2025-05-25..2025-05-25
2025-03-10 > They meet on India's Independence Day. = 2025-08-15..2025-08-15
2025-03-10 > They meet on Finnish Independence Day. = 2025-12-06..2025-12-06
2025-03-10 > The money is in the U.S. fiscal year 2026. = 2025-10-01..2026-09-30
2025-03-10 < The money was in Japan's fiscal 2023. = 2023-04-01..2024-03-31
2024-05-15 < The talks took place on 28 February 2024 and lasted hours. = 2024-02-28..2024-02-28
2024-05-15 > Talks are set for late May or early June. = 2024-05-21..2024-06-10
2025-03-30 > He is to come between late August and early September. = 2025-08-21..2025-09-10
2024-05-15 < It happened on the morning of 12 May. = 2024-05-12..2024-05-12
2024-05-15 < It happened on May 8. = 2024-05-08..2024-05-08
2024-05-15 < It happened in May. = 2024-05-01..2024-05-31
2024-05-15 > They meet on the first Monday of June. = 2024-06-03..2024-06-03
2024-05-15 > They meet on the last Sunday in May. = 2024-05-26..2024-05-26
2024-05-15 > They must agree by the weekend. = ..2024-05-19
2024-05-15 < They have met since at least mid-April. = 2024-04-11..
2024-05-15 < It came nearly two years after the request. = ?
2024-05-15 < They met in the week of 6 May. = 2024-05-06..2024-05-12
2024-05-15 < They met on May 1 and 2. = 2024-05-01..2024-05-02
2024-05-15 < The pact was signed ten years ago this month. = 2014-05-01..2014-05-31
2024-05-15 > The visit was put off from May 20 to June 3. = 2024-06-03..2024-06-03
2024-05-15 > No earlier than September will it open. = 2024-09-01..
2024-05-15 < It has been so since the Feb. 24 invasion. = 2024-02-24..
2024-05-15 < The note is dated 2024/05/13. = 2024-05-13..2024-05-13
2024-05-15 < It happened in recent weeks. = ?
2024-05-15 > It will happen in the coming months. = ?
2024-05-15 > It will happen within three months. = ?
2024-05-15 > It will happen within days. = ?
2024-05-15 < They have talked since then. = ?
2024-05-15 < They talked recently. = ?
2024-05-15 > They will talk soon. = ?
2024-05-15 > They will talk in the next few days. = ?
"""


def _cases() -> list[tuple[str, str, str, str]]:
    rows = []
    for line in CASES.strip().splitlines():
        left, _, expected = line.rpartition(" = ")
        published, direction, text = left.split(" ", 2)
        rows.append((published, direction, text, expected))
    return rows


@pytest.mark.parametrize(("published", "direction", "text", "expected"), _cases())
def test_resolves(published: str, direction: str, text: str, expected: str) -> None:
    found = find_time_expressions(text)
    assert len(found) == 1, found
    way = {"<": "past", ">": "future", "-": None}[direction]
    assert _written(resolve(found[0], date.fromisoformat(published), way)) == expected  # type: ignore[arg-type]


def _written(span: DateSpan | None) -> str:
    return "?" if span is None else f"{span.start or ''}..{span.end or ''}"


def test_the_table_is_large_enough() -> None:
    assert len(_cases()) >= 200


@pytest.mark.parametrize(
    "text",
    [
        "Some 1,904 people and 2024 votes were counted.",
        "The loan is worth $2025 and resolution 1904 stands.",
        "They talked for three hours.",
        "The checkpoint stays shut for at least two weeks.",
        "An 18-month programme may march on; sun and spring are welcome.",
        "Theresa May and April Glaspie disagreed with General August Hahn.",
        "Readers of the Sunday Times bought it on offer.",
        "All three were received for the second time in five weeks.",
        "It is the largest swap in two years.",
        "Room 3103 holds 1500 people, 12 percent more.",
        "He may visit; they march to the second round.",
        "The ratio was 3:2 and the score 31-30.",
        "The Arab Spring and the Winter Olympics.",
        "The 9th summit of the bloc ended.",
    ],
)
def test_is_no_date(text: str) -> None:
    assert find_time_expressions(text) == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("He broke the 1975 treaty on the river.", "1975"),
        ("Prisoners of their 2008 clash were swapped.", "2008"),
        ("It was the anniversary of the 1968 invasion.", "1968"),
        ("They demand the pre-1967 borders.", "1967"),
        ("The revolution of 1979 changed that.", "1979"),
    ],
)
def test_a_year_in_a_name_is_a_label(text: str, written: str) -> None:
    (found,) = find_time_expressions(text)
    assert (found.kind, found.text) == ("label", written)
    assert resolve(found, date(2020, 1, 1), "past") is None


ANCHORED = """
2018-07-16 Abiy had flown there a week earlier. = 2018-07-09
2018-07-16 They met again a day later. = 2018-07-17
2018-07-16 They met again two days later. = 2018-07-18
2018-07-16 The envoy left three days after the vote. = 2018-07-19
2018-07-16 It had rejected this the previous day. = 2018-07-15
2018-07-16 It summoned the envoy the same evening. = 2018-07-16
2018-07-16 It summoned the envoy later that day. = 2018-07-16
2018-07-16 It summoned the envoy the next day. = 2018-07-17
2018-07-16 It summoned the envoy the following Monday. = 2018-07-23
2018-07-16 It summoned the envoy the previous Friday. = 2018-07-13
2018-07-16 It summoned the envoy on the eve of the summit. = 2018-07-15
2018-07-16 It summoned the envoy the day after. = 2018-07-17
2018-07-16 It summoned the envoy the night before. = 2018-07-15
2018-07-16 It summoned the envoy earlier in the day. = 2018-07-16
2018-07-16 It summoned the envoy a fortnight later. = 2018-07-30
"""


@pytest.mark.parametrize("line", ANCHORED.strip().splitlines())
def test_anchored_expressions_count_from_the_anchor(line: str) -> None:
    left, _, expected = line.rpartition(" = ")
    day, text = left.split(" ", 1)
    (found,) = find_time_expressions(text)
    assert found.kind == "anchored"
    assert resolve(found, date(2018, 8, 1), "past") is None
    anchor = DateSpan(date.fromisoformat(day), date.fromisoformat(day), "day")
    assert _written(resolve(found, date(2018, 8, 1), "past", anchor)) == f"{expected}..{expected}"


def test_an_anchored_day_of_an_unknown_day_stays_unknown() -> None:
    (found,) = find_time_expressions("They met again a day later.")
    month = DateSpan(date(2018, 7, 1), date(2018, 7, 31), "month")
    assert resolve(found, date(2018, 8, 1), "past", month) is None


def test_what_the_anchor_of_leads_the_clause() -> None:
    (found,) = find_time_expressions("Three days after the vote the envoy left.")
    assert found.leads_clause
    (found,) = find_time_expressions("Three days later the envoy left.")
    assert not found.leads_clause


def test_to_the_day() -> None:
    (found,) = find_time_expressions("Twenty years to the day after the army overran the emirate, it sued.")
    published = date(2010, 8, 2)
    assert resolve(found, published, "past") == DateSpan(published, published, "day")
    assert origin_to_the_day(found, published) == DateSpan(date(1990, 8, 2), date(1990, 8, 2), "day")


@pytest.mark.parametrize(
    ("text", "attributive"),
    [
        ("They cheered at Tuesday's vote.", True),
        ("They cheered at the May 9 parade.", True),
        ("They cheered at last week's vote.", True),
        ("They cheered on Tuesday in the square.", False),
        ("A weekend road blockade ended.", True),
    ],
)
def test_dates_of_a_noun_are_marked(text: str, attributive: bool) -> None:
    (found,) = find_time_expressions(text)
    assert found.attributive is attributive


@pytest.mark.parametrize(
    ("text", "days", "attributive"),
    [
        ("at the close of a three-day state visit", 3, True),
        ("a two-day visit", 2, True),
        ("talks went on for three weeks", 21, False),
        ("after a week of meetings", 7, False),
        ("a weeklong tour", 7, True),
        ("an 18-month programme", None, True),
        ("they spoke for two hours", None, False),
        ("a twenty-one-day truce", 21, True),
    ],
)
def test_durations(text: str, days: int | None, attributive: bool) -> None:
    (found,) = find_durations(text)
    assert (found.days, found.attributive) == (days, attributive)
    assert text[found.start : found.end] == found.text


def test_span_of_duration() -> None:
    assert span_of_duration(3, ends=date(2018, 7, 16)) == DateSpan(
        date(2018, 7, 14), date(2018, 7, 16), "range"
    )
    assert span_of_duration(2, starts=date(2024, 2, 29)) == DateSpan(
        date(2024, 2, 29), date(2024, 3, 1), "range"
    )
    assert span_of_duration(1, ends=date(2018, 7, 16)) == DateSpan(
        date(2018, 7, 16), date(2018, 7, 16), "day"
    )
    assert span_of_duration(3) is None
    with pytest.raises(ValueError, match="at least one day"):
        span_of_duration(0, ends=date(2018, 7, 16))


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        DateSpan(date(2020, 1, 2), date(2020, 1, 1), "range")


def test_several_expressions_of_one_sentence() -> None:
    text = "Botswana on Monday recalled its envoy, ill since March, and will send a new one next week."
    assert [found.text for found in find_time_expressions(text)] == ["Monday", "since March", "next week"]


WORDS = [
    "on", "in", "since", "until", "by", "from", "to", "between", "and", "the", "a", "of", "end", "early",
    "mid", "-", "late", "last", "next", "this", "week", "month", "year", "weekend", "March", "May", "31",
    "29", "February", "2024", "1999", "Tuesday", "Friday", "today", "ago", "days", "three", "later",
    "earlier", "before", "after", "Christmas", "Ramadan", "1990s", "first", "quarter", "half", "same",
    "day", "following", ",", ".", "(", ")", "’s", "\n", "0", "31.12.9999", "0001", "in 9 years", "time",
    "fiscal", "U.S.", "eve", "to the day after", "ninety", "century",
]  # fmt: skip


@given(
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)),
    st.dates(),
    st.sampled_from(["past", "future", None]),
    st.one_of(st.none(), st.dates()),
)
def test_any_text_gives_valid_offsets_and_spans(
    text: str, published: date, direction: str | None, anchor: date | None
) -> None:
    end = 0
    for found in find_time_expressions(text):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        end = found.end
        anchoring = None if anchor is None else DateSpan(anchor, anchor, "day")
        span = resolve(found, published, direction, anchoring)  # type: ignore[arg-type]
        assert span is None or span.start is not None or span.end is not None
        if span is not None and span.start and span.end:
            assert span.start <= span.end
    for duration in find_durations(text):
        assert text[duration.start : duration.end] == duration.text
