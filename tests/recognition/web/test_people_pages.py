"""Profiles say why and what is next; verify pages say whether it is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import event

from recognition.kernel.store import Database
from tests.recognition.web.site import PUBLIC_URL, Site


def words_of(html: str) -> str:
    """Give the words of a piece of HTML, blanks once."""
    words = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    return words.replace(" .", ".")


def plain(page: str) -> str:
    """Give the words of a page's middle."""
    return words_of("<" + page.partition("<main")[2].partition("</main>")[0])


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    """Gather what is asked of the database."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


# --- profiles -----------------------------------------------------------------------------


def test_a_profile_says_what_why_since_when_and_how_to_check(site: Site) -> None:
    site.merge(3)
    page = site.text("/u/person-1")
    assert "Meshery &lt;&amp;&gt;" in page
    assert "Merged pull requests &amp; more." in page
    assert 'href="https://github.com/meshery/meshery/pull/3"' in page
    assert f'href="/v/{site.award("meshery", tier="silver")}"' in page
    assert "Silver 2026-03-04" in plain(page)
    assert "Bronze" not in page


def test_the_snippet_shows_the_shield_and_leads_to_the_proof(site: Site) -> None:
    site.certify()
    award = site.award("certified")
    snippet = f"[![CC: certified]({PUBLIC_URL}/b/person-1/certified.svg)]({PUBLIC_URL}/v/{award})"
    assert snippet in unescape(site.text("/u/person-1"))
    assert snippet in unescape(site.text(f"/v/{award}"))


def test_several_badges_have_one_snippet_for_all(site: Site) -> None:
    site.certify()
    site.merge(1)
    page = unescape(site.text("/u/person-1"))
    assert "All of them in a README" in page
    assert page.count("/b/person-1/certified.svg)]") == 2


def test_what_is_next_is_counted_in_words_and_not_only_drawn(site: Site) -> None:
    site.merge(1)
    page = plain(site.text("/u/person-1"))
    assert (
        "Meshery <&> (silver) 1 of 3 · 2 merged pull requests in the repository meshery/* to go"
        in page
    )
    assert "Certified Contributor 0 of 2 · 2 exams to go" in page


def test_a_login_has_no_case_and_is_written_as_its_owner_writes_it(site: Site) -> None:
    site.merge(1, login="Grace-Hopper")
    assert "<h1>Grace-Hopper</h1>" in site.text("/u/grace-HOPPER")


def test_nobody_and_somebody_who_opted_out_have_the_same_page(site: Site) -> None:
    site.merge(1)
    site.opt_out()
    hidden, nobody = (site.client.get(f"/u/{login}") for login in ("person-1", "no-such"))
    assert hidden.status_code == nobody.status_code == 404
    assert hidden.headers["Cache-Control"] == "no-store"
    assert hidden.text.replace("person-1", "") == nobody.text.replace("no-such", "")


def test_an_expired_badge_stays_on_the_profile_and_says_so(site: Site) -> None:
    site.certify()
    site.clock.advance(timedelta(days=3 * 365))
    assert "Expired 2026-03-04 · until 2028-03-04" in plain(site.text("/u/person-1"))


def test_somebody_without_badges_is_shown_the_way(site: Site) -> None:
    site.record([])
    site.merge(1)
    site.revoke(site.award("meshery", tier="bronze"))
    page = plain(site.text("/u/person-1"))
    assert "No badges yet" in page
    assert "What is next" in page


def test_names_from_files_and_people_cannot_become_markup(site: Site) -> None:
    site.merge(1, login='<b>"x')
    page = site.text("/u/%3Cb%3E%22x")
    assert "<h1>&lt;b&gt;&#34;x</h1>" in page
    assert "<b>" not in page
    assert "Meshery <&>" not in page


def test_a_profile_costs_the_same_few_questions_however_much_stands_on_it(site: Site) -> None:
    counts = []
    for merged in (1, 2, 30):
        site.merge(merged)
        with counted_statements(site.database) as statements:
            site.text("/u/person-1")
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
    site.certify()
    with counted_statements(site.database) as statements:
        site.text("/u/person-1")
    counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert len(set(counts)) == 1
    assert counts[0] <= 8


# --- verify -------------------------------------------------------------------------------


def verdict(page: str) -> str:
    found = re.search(r'<p class="verdict[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return words_of(found[1])


def test_a_valid_award_says_who_what_when_by_whom_and_with_what(site: Site) -> None:
    site.certify()
    page = site.text(f"/v/{site.award('certified')}")
    assert verdict(page) == "✓ Valid. person-1 holds this award today."
    words = plain(page)
    assert "Held by person-1 (GitHub account 1)" in words
    assert "For Passed both exams." in words
    assert "Earned 2026-03-04" in words
    assert "Valid until 2028-03-04" in words
    assert "Decided by the rule below" in words
    assert "All of these exams passed: server, cli. " in words
    assert "Granted by the rule alone, as soon as it holds. Valid for 24 months." in words
    assert 'href="/exams/server"' in page


def test_the_evidence_is_linked(site: Site) -> None:
    site.merge(1)
    page = site.text(f"/v/{site.award('meshery', tier='bronze')}")
    assert "https://github.com/meshery/meshery/pull/1" in page


def test_an_expired_award_says_until_when(site: Site) -> None:
    site.certify()
    site.clock.advance(timedelta(days=3 * 365))
    page = site.text(f"/v/{site.award('certified')}")
    assert verdict(page) == "◷ Expired. person-1 held this award until 2028-03-04."
    assert "Show it in a README" not in page


def test_a_revoked_award_says_so_without_pointing_at_anybody(site: Site) -> None:
    site.merge(1)
    award = site.award("meshery", tier="bronze")
    site.revoke(award)
    page = site.text(f"/v/{award}")
    assert verdict(page) == "✕ Revoked. person-1 does not hold this award any more."
    assert "the-maintainer" not in page
    assert "copied" not in page
    assert "pull/1" not in page


def test_a_disputed_award_is_valid_and_says_that_somebody_doubts_it(site: Site) -> None:
    site.merge(1)
    award = site.award("meshery", tier="bronze")
    site.dispute(award, reason="a secret quarrel")
    page = site.text(f"/v/{award}")
    assert verdict(page) == (
        "✓ Valid. person-1 holds this award today. "
        "Somebody says that it is wrong; a maintainer will look at it."
    )
    assert "quarrel" not in page
    assert "the-maintainer" not in page


def test_awards_that_nothing_may_be_said_about_are_unknown(site: Site) -> None:
    site.merge(2)
    proposed, hidden = site.award("trusted"), site.award("meshery", tier="bronze")
    site.opt_out()
    for award in (proposed, hidden, "no-such-award"):
        page = site.text(f"/v/{award}", status=404)
        assert verdict(page).startswith("? Unknown.")
        assert "person-1" not in page


@pytest.mark.parametrize("state", ["valid", "expired", "revoked"])
def test_what_is_true_today_is_never_kept_for_tomorrow(site: Site, state: str) -> None:
    site.certify()
    award = site.award("certified")
    if state == "expired":
        site.clock.advance(timedelta(days=3 * 365))
    if state == "revoked":
        site.revoke(award)
    assert site.client.get(f"/v/{award}").headers["Cache-Control"] == "no-store"


# --- pictures -----------------------------------------------------------------------------


def description(site: Site, path: str) -> str:
    answer = site.client.get(path)
    assert answer.status_code == 200
    root = ET.fromstring(answer.data)
    title, said = (
        root.findtext(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc")
    )
    return f"{title} | {said}"


def test_the_picture_of_an_award_shows_its_standing(site: Site) -> None:
    site.certify()
    path = f"/v/{site.award('certified')}.svg"
    assert description(site, path) == "Certified Contributor | This badge is certified."
    assert "max-age=300" in site.client.get(path).headers["Cache-Control"]
    site.clock.advance(timedelta(days=3 * 365))
    assert description(site, path) == "Certified Contributor | This badge is expired."
    assert site.client.get(path).headers["Cache-Control"] == "no-store"


def test_an_unknown_award_has_a_picture_that_says_so(site: Site) -> None:
    assert description(site, "/v/no-such-award.svg") == "Unknown award | This badge is unknown."
