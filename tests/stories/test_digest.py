"""Two weeks of the maintainers: seven awards to decide about, on a real GitHub of our own.

`SCREENSHOTS=folder` keeps pictures of the digest as the sandbox shows it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recognition.service.awards import list_awards
from tests.good_markdown import check_good_markdown
from tests.stories.guild import DIGEST, LENA, NOOR, PEOPLE, RAVI, Guild, open_guild
from tests.webhooks.couriers.chatroom import opened
from tests.webhooks.couriers.mailbox import Mailbox
from webhooks.jobs import make_digest
from webhooks.sandbox.keys import new_key_pair

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from recognition.kernel.clock import ManualClock
    from webhooks.sandbox.state import Thread

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def guild(clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Guild]:
    yield from open_guild(clock, tmp_path, new_key_pair(), monkeypatch)


def a_week(guild: Guild) -> Thread:
    """Let seven people earn an award within the week, two of them in a way to look at twice."""
    for login in PEOPLE:
        if login == "jonas-eriksen":
            guild.earn(login, every=timedelta(minutes=9), lines=2)
        elif login == "ines-duarte":
            guild.earn(login, every=timedelta(hours=2), by=login)
        else:
            guild.earn(login, every=timedelta(hours=2))
    return guild.monday()


def operator_awards(guild: Guild) -> dict[str, str]:
    with guild.runtime.database.reading() as session:
        return {
            row["person"]["login"]: row["state"]
            for row in list_awards(session)
            if row["badge"] == "meshery-operator"
        }


def row_of(digest: Thread, login: str) -> str:
    """Give the line of the digest's tables about somebody."""
    [line] = [
        one for one in digest.body.splitlines() if one.startswith("| ") and f"`{login}`" in one
    ]
    return line


def test_a_week_is_decided_by_words_and_boxes_and_the_rest_is_carried_over(guild: Guild) -> None:
    digest = a_week(guild)
    check_good_markdown(digest.body)
    assert digest.title == "Recognition digest 2026-W48"
    assert "**7 to review · 2 flagged · 7 granted by rule · 0 failures**" in digest.body
    assert "pull requests of 10 lines or fewer within an hour" in row_of(digest, "jonas-eriksen")
    assert "all 5 pull requests were merged by their author" in row_of(digest, "ines-duarte")

    assert "`/award approve all except 2 5`" in digest.body

    # Whoever is no maintainer decides nothing, by words or by boxes.
    assert "only maintainers" in guild.say(digest, NOOR, "/award approve all")
    guild.tick(digest, NOOR, "approve 7")
    assert "- [x]" not in digest.body
    assert set(operator_awards(guild).values()) == {"proposed"}

    answer = guild.say(
        digest,
        LENA,
        "Thank you all!\n\n"
        "/award approve all except 2, 5-7\n"
        '/award reject 2 reason="one change split into five"\n'
        "/award hold 5 until Ravi has looked",
    )
    assert answer.startswith("rocket")
    assert "approved by lena-vogt" in row_of(digest, "amara-okoye")
    assert "rejected by lena-vogt: one change split into five" in row_of(digest, "jonas-eriksen")
    assert "held back by lena-vogt: until Ravi has looked" in row_of(digest, "ines-duarte")

    guild.tick(digest, RAVI, "approve 6")
    assert "approved by ravi-menon" in row_of(digest, "kofi-mensah")
    assert operator_awards(guild) == {
        "amara-okoye": "granted",
        "jonas-eriksen": "rejected",
        "mei-tanaka": "granted",
        "tomas-rey": "granted",
        "ines-duarte": "held",
        "kofi-mensah": "granted",
        "yuki-hara": "proposed",
    }

    next_week = guild.monday()
    assert next_week.title == "Recognition digest 2026-W49"
    assert "| 1 week |" in row_of(next_week, "yuki-hara")
    assert "until Ravi has looked" in row_of(next_week, "ines-duarte")
    assert "carried over to 2026-W49" in row_of(digest, "yuki-hara")
    assert "- [ ]" not in digest.body
    guild.tick(next_week, RAVI, "approve")
    guild.say(next_week, RAVI, "/award approve 1 2")
    assert (
        operator_awards(guild)["ines-duarte"] == operator_awards(guild)["yuki-hara"] == "granted"
    )
    assert guild.digests() == [digest, next_week]


def test_a_certification_by_hand_takes_two_maintainers(guild: Guild) -> None:
    guild.earn("amara-okoye", every=timedelta(hours=3))
    digest = guild.monday()
    line = '/award grant @amara-okoye certified-meshery-contributor reason="sat it on paper"'
    first = guild.say(digest, LENA, line)
    assert "1 of 2 have said so, one more maintainer must too" in first
    assert "you have said" in guild.say(digest, LENA, line)
    second = guild.say(digest, RAVI, line)
    assert second.startswith("rocket")
    assert "`amara-okoye`, Certified Meshery Contributor: approved" in second
    with guild.runtime.database.reading() as session:
        [state] = [
            row["state"]
            for row in list_awards(session)
            if row["badge"] == "certified-meshery-contributor"
        ]
    assert state == "granted"


FRIEND = """\
id: operator-friend
name: Operator Friend
on: pr.merged
where: {repos: meshery/meshery-operator, role: author}
count: 2
grant: review
approve: {team: meshery/operator-team}
"""


def test_a_team_decides_about_its_badge_in_a_digest_of_its_own(
    clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    badges = {"operator-friend": FRIEND}
    with contextmanager(open_guild)(
        clock, tmp_path, new_key_pair(), monkeypatch, badges=badges
    ) as guild:
        guild.earn("mei-tanaka", every=timedelta(hours=3))
        theirs = guild.monday()
        whole, _theirs = guild.digests()
        assert theirs.title == "Recognition digest 2026-W48 · operator-team"
        assert "the word of a member of `meshery/operator-team`" in theirs.body
        assert "Operator Friend" in theirs.body
        assert "Operator Friend" not in whole.body

        # A maintainer who is not in the team, by words and by a box.
        answer = guild.say(theirs, LENA, "/award approve 1")
        assert "only members of meshery/operator-team decide about this badge" in answer
        guild.tick(theirs, LENA, "approve 1")
        assert "approve 1 (`mei-tanaka`, Operator Friend)" in theirs.body
        # A member of the team who is no maintainer, on both digests.
        assert "only members of meshery/maintainers" in guild.say(whole, NOOR, "/award approve 1")
        assert guild.say(theirs, NOOR, "/award approve 1").startswith("rocket")
        assert "approved by noor-haddad" in theirs.body
        assert "approve 1 (`mei-tanaka`, Meshery Operator)" in whole.body


def test_the_same_words_come_once_by_e_mail_and_into_the_chat(
    clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = Mailbox()
    with mailbox.open(), opened() as chat:
        ways = {
            "RECOGNITION_DIGEST_EMAIL": "maintainers@meshery.example",
            "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "SMTP_FROM": "recognition@meshery.example",
            "RECOGNITION_DIGEST_WEBHOOK": f"http://127.0.0.1:{chat.port}/hooks/x",
        }
        with contextmanager(open_guild)(
            clock, tmp_path, new_key_pair(), monkeypatch, settings=ways
        ) as guild:
            guild.earn("mei-tanaka", every=timedelta(hours=3))
            digest = guild.monday()
            for _hour in range(3):
                while guild.runtime.courier.step():
                    pass
                clock.advance(timedelta(hours=1))
                make_digest(guild.runtime)
                guild.settle()
            address = f"{guild.sandbox.url}/{DIGEST}/issues/{digest.number}"
    [message] = mailbox.messages
    [(_path, _headers, told)] = chat.posts
    plain = message.get_body(("plain",))
    assert plain is not None
    for words in (plain.get_content(), told["blocks"][0]["text"]["text"]):
        assert address in words
        assert "mei-tanaka" in words
        assert "1 to review" in words
    assert message["Subject"] == told["text"] == digest.title


@pytest.mark.browser
def test_the_digest_reads_well_on_the_page_of_its_issue(chromium: Browser, guild: Guild) -> None:
    digest = a_week(guild)
    page = chromium.new_page(viewport={"width": 1100, "height": 1000})
    page.goto(f"{guild.sandbox.url}/{DIGEST}/issues/{digest.number}")
    assert page.get_by_role("row").count() == 8
    assert page.get_by_role("checkbox").count() == 8
    assert page.get_by_role("columnheader", name="Look twice").count() == 1
    keep(page, "digest-1-new")
    guild.say(digest, LENA, "/award approve all except 2 5-7\n/award hold 5 until Ravi has looked")
    guild.say(digest, LENA, '/award reject 2 9 reason="one change split into five"')
    guild.say(digest, LENA, "/award explain 7")
    page.reload()
    keep(page, "digest-2-decided")
    following = guild.monday()
    page.goto(f"{guild.sandbox.url}/{DIGEST}/issues/{following.number}")
    keep(page, "digest-3-carried-over")
    page.close()


def keep(page: object, name: str) -> None:
    """Take a picture where somebody asked for it."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)  # type: ignore[attr-defined]
