"""The leaderboard welcomes newcomers, cannot be farmed, and forgets who wants to be forgotten."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from recognition.kernel.ids import UserId
from recognition.service.persons import link
from recognition.store import FactRow
from tests.recognition.factories import make_fact
from tests.recognition.web.site import Site
from tests.recognition.web.test_people_pages import counted_statements, plain


def work(site: Site, person: int, *days_ago: int, login: str | None = None, **more: Any) -> None:
    """Let somebody have a pull request merged on each of these days."""
    site.record(
        [
            make_fact(
                person * 1000 + days,
                person=person,
                login=login,
                at=site.clock.now() - timedelta(days=days),
                **more,
            )
            for days in days_ago
        ]
    )


def board(site: Site, query: str = "") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(site.text(f"/leaderboard.json{query}"))
    return told


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["login"] for row in rows]


def later(site: Site) -> None:
    """Wait until everything is counted anew."""
    site.clock.advance(timedelta(hours=2))


def test_newcomers_stand_first(site: Site) -> None:
    work(site, 1, 1, 2, 3, 400)
    work(site, 2, 5, login="newcomer")
    page = plain(site.text("/leaderboard"))
    assert "Welcome Their first contribution came in the last 30 days. newcomer 1 day" in page
    assert page.index("Welcome") < page.index("Everything, last 30 days")
    assert names(board(site)["newcomers"]) == ["newcomer"]
    assert names(board(site)["rows"]) == ["person-1", "newcomer"]


def test_the_period_decides_what_is_counted_and_who_is_new(site: Site) -> None:
    work(site, 1, 3, 50)
    work(site, 2, 50, 60)
    told = {
        period: board(site, f"?period={period}") for period in ("week", "quarter", "year", "all")
    }
    assert names(told["week"]["rows"]) == ["person-1"]
    assert names(told["week"]["newcomers"]) == []
    assert [row["days"] for row in told["quarter"]["rows"]] == [2, 2]
    assert names(told["quarter"]["newcomers"]) == ["person-1", "person-2"]
    assert names(told["all"]["newcomers"]) == []


def test_a_row_says_the_days_and_what_was_done_and_not_how_much(site: Site) -> None:
    work(site, 1, 1, 2)
    site.record(
        [
            make_fact(number, kind="review.submitted", at=site.clock.now(), attrs={"author": 2})
            for number in range(7)
        ]
    )
    assert "1 person-1 3 Merged pull requests, reviews" in plain(site.text("/leaderboard"))


def test_an_exam_brings_nobody_onto_it(site: Site) -> None:
    site.certify()
    assert board(site, "?period=all")["rows"] == []
    assert "Nothing was counted here yet" in site.text("/leaderboard")


def test_who_opted_out_is_gone_at_once_though_the_count_is_kept(site: Site) -> None:
    work(site, 1, 1)
    work(site, 2, 1)
    assert names(board(site)["rows"]) == ["person-1", "person-2"]
    site.opt_out()
    assert "person-1" not in site.text("/leaderboard")
    assert names(board(site)["rows"]) == names(board(site)["newcomers"]) == ["person-2"]


def test_bots_are_not_on_it(site: Site) -> None:
    work(site, 1, 1, actor_type="Bot")
    work(site, 2, 1, login="meshery-ci")
    assert board(site)["rows"] == []


def test_the_accounts_of_a_person_are_one_line_and_no_newcomer(site: Site) -> None:
    work(site, 1, 300)
    work(site, 2, 1, 2)
    assert names(board(site)["newcomers"]) == ["person-2"]
    with site.database.writing() as session:
        link(session, 2, to=1, by=UserId(1), catalog=site.catalog, now=site.clock.now())
    later(site)
    told = board(site)
    assert names(told["rows"]) == ["person-1"]
    assert told["newcomers"] == []


def test_what_is_undone_or_retracted_is_not_counted(site: Site) -> None:
    work(site, 1, 1, 2)
    with site.database.writing() as session:
        undone, retracted = session.exec(select(FactRow)).all()
        undone.undone_by = "pr.reverted:7:1:2:9"
        retracted.retracted = True
    assert board(site)["rows"] == []


def test_facts_are_read_once_in_a_while_and_people_every_time(site: Site) -> None:
    work(site, 1, 1)
    assert board(site)["rows"][0]["days"] == 1
    work(site, 1, 2)
    with counted_statements(site.database) as statements:
        assert board(site)["rows"][0]["days"] == 1
    assert not [one for one in statements if "FROM fact" in one]
    later(site)
    assert board(site)["rows"][0]["days"] == 2


def test_a_domain_has_a_table_of_its_own(site: Site) -> None:
    work(site, 1, 1, attrs={"paths": ["ui/a.ts"]})
    work(site, 2, 1, 2, attrs={"paths": ["ui/a.ts"], "labels": ["component/cli"]})
    assert names(board(site)["rows"]) == ["person-2", "person-1"]
    assert names(board(site, "?domain=ui")["rows"]) == ["person-1"]
    assert names(board(site, "?domain=cli")["rows"]) == ["person-2"]
    page = site.text("/leaderboard?domain=ui")
    assert 'href="/leaderboard?period=month&amp;domain=ui" aria-current="true"' in page
    assert "User Interface, last 30 days" in page


def test_a_long_table_says_how_many_people_there_are(site: Site) -> None:
    for person in range(1, 106):
        work(site, person, 1)
    assert "The first 100 of 105 people." in plain(site.text("/leaderboard"))


@pytest.mark.parametrize("query", ["?period=decade", "?domain=nowhere"])
def test_a_table_that_is_not_there_is_not_found(site: Site, query: str) -> None:
    site.text(f"/leaderboard{query}", status=404)
    site.text(f"/leaderboard.json{query}", status=404)
