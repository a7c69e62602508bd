"""The explaining pages say of every fact whether it counts and why not, and tell no scores."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.recognition.factories import NOON, make_fact
from tests.recognition.web.site import Site
from tests.recognition.web.test_people_pages import counted_statements, plain


def merge(site: Site, *numbers: int, repo: str = "meshery/meshery") -> None:
    site.record(
        [
            make_fact(
                number,
                repo=repo,
                at=NOON + timedelta(hours=number),
                attrs={"url": f"https://github.com/{repo}/pull/{number}"},
            )
            for number in numbers
        ]
    )


def test_a_badge_says_what_it_takes_how_far_it_is_and_what_counts(site: Site) -> None:
    merge(site, 1, 2)
    words = plain(site.text("/u/person-1/explain/meshery"))
    assert "Meshery <&>: what counts for person-1 Bronze" in words
    assert "Bronze for 1, silver for 3 merged pull requests." in words
    assert "Bronze Reached 2026-03-04 Silver 2 of 3 · 1 merged pull request to go" in words
    assert "Counts · 2 Does not count · 0" in words
    assert words.index("meshery/meshery#2") < words.index("meshery/meshery#1")


def test_what_does_not_count_says_what_the_badge_takes_and_what_is_here(site: Site) -> None:
    merge(site, 1)
    merge(site, 7, repo="elsewhere/other")
    words = plain(site.text("/u/person-1/explain/meshery?show=other"))
    assert "The badge takes merged pull requests in the repository meshery/*. Here is:" in words
    assert "Merged pull request elsewhere/other#7 : the repository elsewhere/other" in words


def test_where_nothing_counts_that_is_what_is_shown_first(site: Site) -> None:
    merge(site, 7, repo="elsewhere/other")
    page = site.text("/u/person-1/explain/meshery")
    assert "elsewhere/other#7" in page
    assert "Nothing that this badge counts yet" in site.text(
        "/u/person-1/explain/meshery?show=counted"
    )


def test_thousands_of_facts_come_in_pages_with_their_totals(site: Site) -> None:
    merge(site, *range(1, 121), repo="elsewhere/other")
    words = plain(site.text("/u/person-1/explain/meshery?show=other"))
    assert "Does not count · 120" in words
    assert "Page 1 of 3 · Older" in words
    last = plain(site.text("/u/person-1/explain/meshery?show=other&page=3"))
    assert "Newer · Page 3 of 3" in last
    assert "elsewhere/other#20" in last
    assert "elsewhere/other#21 :" not in last
    assert plain(site.text("/u/person-1/explain/meshery?show=other&page=99")) == last
    assert "Page 1 of 3" in plain(site.text("/u/person-1/explain/meshery?show=other&page=x"))


def test_the_overview_measures_every_badge_that_can_be_earned(site: Site) -> None:
    merge(site, 1)
    words = plain(site.text("/u/person-1/explain"))
    assert "Trusted 1 of 2 · 1 merged pull request to go" in words
    assert "Not begun yet: 1 Certified Contributor : 2 exams" in words
    assert "Retired" not in words
    assert "What is held Meshery <&> (bronze)" in words


def test_an_exam_shows_that_it_was_passed_and_nothing_more(site: Site) -> None:
    site.record(
        [
            make_fact(
                number,
                kind="exam.passed",
                repo=None,
                attrs={"exam": exam, "percent": 73, "earned": "29", "possible": 40},
            )
            for number, exam in enumerate(["server", "another"])
        ]
    )
    for show in ("counted", "other"):
        words = plain(site.text(f"/u/person-1/explain/certified?show={show}"))
        assert "Counts · 1 Does not count · 0" in words
        assert not any(score in words for score in ("73", "29", "40", "another"))


def test_nobody_and_who_opted_out_have_nothing_explained(site: Site) -> None:
    merge(site, 1)
    site.opt_out()
    for rest in ("", "/meshery"):
        hidden = site.client.get(f"/u/person-1/explain{rest}")
        nobody = site.client.get(f"/u/no-such/explain{rest}")
        assert hidden.status_code == nobody.status_code == 404
        assert hidden.text.replace("person-1", "no-such") == nobody.text


@pytest.mark.parametrize("rest", ["no-such-badge", "meshery?show=nonsense"])
def test_what_is_not_there_is_not_found(site: Site, rest: str) -> None:
    merge(site, 1)
    site.text(f"/u/person-1/explain/{rest}", status=404)


def test_the_profile_leads_to_the_explanation(site: Site) -> None:
    merge(site, 1)
    page = site.text("/u/person-1")
    assert 'href="/u/person-1/explain/meshery"' in page
    assert 'href="/u/person-1/explain"' in page


def test_an_explanation_costs_the_same_few_questions_however_much_was_done(site: Site) -> None:
    counts = []
    for numbers in ((1,), range(1, 100)):
        merge(site, *numbers)
        with counted_statements(site.database) as statements:
            site.text("/u/person-1/explain/meshery")
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 10
