"""People with a browser do on the sandbox what they do on GitHub, within the same limits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import requests

from recognition.kernel.clock import ManualClock
from tests.webhooks.sandbox.conftest import Person, Receiver
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import App, ChangedFile, Installation, Thread
from webhooks.sandbox.web.timeline import ago


@pytest.fixture
def issue(server: SandboxServer) -> Thread:
    return server.world.open_issue("acme/anvil", "linus", "It `rings` <b>", "- [ ] look\n- [ ] do")


@pytest.fixture
def pull(server: SandboxServer) -> Thread:
    files = [ChangedFile(path="a.go", patch="@@ -1 +1 @@\n-a\n+<b>"), ChangedFile(path="big.bin")]
    return server.world.open_pull_request("acme/anvil", "linus", "Softer", files=files)


def test_every_page_is_a_page(
    server: SandboxServer,
    be: Callable[[str], Person],
    issue: Thread,
    pull: Thread,
    installation: Installation,
) -> None:
    del installation
    server.world.merge("acme/anvil", pull.number, "ada")
    server.world.close("acme/anvil", issue.number, "linus", reason="not_planned")
    server.hookshot.wait_until_idle()
    delivery = server.hookshot.deliveries()[-1].id
    go = be("grace")
    for path in (
        "/",
        "/acme",
        "/linus",
        "/acme/anvil",
        "/acme/anvil/issues?state=closed",
        "/acme/anvil/pulls",
        "/acme/anvil/issues/new",
        f"/acme/anvil/issues/{issue.number}",
        f"/acme/anvil/pull/{pull.number}",
        f"/acme/anvil/pull/{pull.number}/files",
        "/apps/acme-recognition",
        "/settings/apps/acme-recognition/advanced",
        f"/settings/apps/acme-recognition/deliveries/{delivery}",
    ):
        page = go(path)
        assert page.status_code == 200, path
        assert '<html lang="en">' in page.text
        assert page.text.count("<h1") == 1, path
        assert re.search(r"<title>[^<]+</title>", page.text)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_titles_are_escaped_and_show_code(be: Callable[[str], Person], issue: Thread) -> None:
    page = be("grace")(f"/acme/anvil/issues/{issue.number}").text
    assert "It <code>rings</code> &lt;b&gt;" in page


def test_a_comment_is_the_visitors_and_is_told(
    server: SandboxServer,
    be: Callable[[str], Person],
    issue: Thread,
    installation: Installation,
    receiver: Receiver,
) -> None:
    del installation
    page = be("grace")(
        f"/acme/anvil/threads/{issue.number}/comment", body="/certify\r\nplease", then=""
    )
    assert "issuecomment-" in page.url
    assert issue.comments[-1].body == "/certify\nplease"
    server.hookshot.wait_for_delivery("issue_comment", "created")
    assert json.loads(receiver.received[-1].body)["sender"]["login"] == "grace"
    assert (
        be("grace")(f"/acme/anvil/threads/{issue.number}/comment", body=" ", then="").status_code
        == 409
    )


def test_ticking_a_box_edits_the_body_and_tells_by_whom(
    server: SandboxServer, be: Callable[[str], Person], issue: Thread, installation: Installation
) -> None:
    del installation
    boxes = f"/acme/anvil/threads/{issue.number}/boxes"
    be("grace")(boxes, box="1")
    assert issue.body == "- [ ] look\n- [x] do"
    told = json.loads(server.hookshot.wait_for_delivery("issues", "edited").body)
    assert told["changes"]["body"]["from"] == "- [ ] look\n- [ ] do"
    assert told["sender"]["login"] == "grace"
    assert be("grace")(boxes, box="7").status_code == 409
    server.world.add_user("mallory")
    assert be("mallory")(boxes, box="0").status_code == 409
    assert issue.body == "- [ ] look\n- [x] do"


def test_maintainers_merge_and_others_may_not(
    server: SandboxServer, be: Callable[[str], Person], pull: Thread
) -> None:
    merge = f"/acme/anvil/threads/{pull.number}/merge"
    page = f"/acme/anvil/pull/{pull.number}"
    assert "disabled>Merge pull request" in be("linus")(page).text
    assert be("linus")(merge, back=page).status_code == 409
    assert pull.state == "open"
    after = be("grace")(merge, back=page).text
    assert pull.merged_at == server.world.now()
    assert "successfully merged" in after
    assert "disabled>Merge pull request" not in after


def test_a_thread_is_reviewed_labelled_edited_closed_and_reopened(
    be: Callable[[str], Person], pull: Thread
) -> None:
    grace, base = be("grace"), f"/acme/anvil/threads/{pull.number}"
    assert grace(f"{base}/review", state="CHANGES_REQUESTED", body="").status_code == 409
    grace(f"{base}/review", state="CHANGES_REQUESTED", body="Softer")
    assert "requested changes" in grace(f"{base}/review", state="APPROVED", body="").text
    grace(f"{base}/labels", label="bug")
    assert pull.labels == ["bug"]
    grace(f"{base}/labels", label="bug")
    assert pull.labels == []
    linus = be("linus")
    assert linus(f"{base}/labels", label="bug").status_code == 409
    linus(f"{base}/edit", title="Softest", body="Why\r\nnot")
    assert (pull.title, pull.body) == ("Softest", "Why\nnot")
    linus(f"{base}/comment", body="", then="close")
    assert pull.state == "closed"
    page = linus(f"{base}/comment", body="Again", then="reopen").text
    assert pull.state == "open"
    assert "changed the title from <del>Softer</del>" in page


def test_comments_are_edited_ticked_reacted_to_and_deleted(
    server: SandboxServer, be: Callable[[str], Person], issue: Thread
) -> None:
    comment = server.world.comment("acme/anvil", issue.number, "linus", "- [ ] x")
    linus, grace, base = be("linus"), be("grace"), f"/acme/anvil/comments/{comment.id}"
    grace(f"{base}/boxes", box="0")
    assert comment.body == "- [x] x"
    linus(f"{base}/edit", body="Changed")
    assert comment.body == "Changed"
    linus(f"{base}/react", content="rocket")
    assert 'title="linus"' in grace(f"{base}/react", content="heart").text
    linus(f"{base}/react", content="rocket")
    assert [it.content for it in comment.reactions] == ["heart"]
    server.world.add_user("mallory")
    for what in ("edit", "delete", "boxes"):
        assert be("mallory")(f"{base}/{what}", body="Ha", box="0").status_code == 409
    grace(f"{base}/delete", back="/")
    assert issue.comments == []


def test_issues_are_opened_with_a_title(
    server: SandboxServer, be: Callable[[str], Person]
) -> None:
    linus = be("linus")
    page = linus("/acme/anvil/issues", title="New", body="")
    assert page.url.endswith("/acme/anvil/issues/1")
    assert "No description provided" in page.text
    assert linus("/acme/anvil/issues", title=" ", body="").status_code == 409
    assert len(server.world.threads_of("acme/anvil")) == 1


def test_owners_install_an_app_from_its_page(
    server: SandboxServer, be: Callable[[str], Person], app: App
) -> None:
    page = "/apps/acme-recognition"
    assert "is no owner" in be("grace")(f"{page}/installations/new").text
    assert be("grace")(f"{page}/installations", account="acme").status_code == 409
    app.setup_url = f"{server.url}/acme"
    landed = be("ada")(f"{page}/installations", account="acme").url
    installation = next(iter(server.world.installations.values()))
    assert landed == f"{app.setup_url}?installation_id={installation.id}&setup_action=install"
    app.setup_url = ""
    assert be("ada")(f"{page}/installations", account="acme").status_code == 409


def test_a_delivery_is_repeated_from_its_page(
    server: SandboxServer, be: Callable[[str], Person], installation: Installation
) -> None:
    del installation
    server.hookshot.wait_until_idle()
    first = server.hookshot.deliveries()[0]
    base = "/settings/apps/acme-recognition"
    be("ada")(f"{base}/deliveries/{first.id}/attempts", back="")
    server.hookshot.wait_until_idle()
    assert server.hookshot.deliveries()[-1].guid == first.guid
    assert "redelivery" in be("ada")(f"{base}/advanced").text


def test_what_deleted_people_wrote_is_a_ghosts(
    server: SandboxServer, be: Callable[[str], Person], pull: Thread
) -> None:
    server.world.comment("acme/anvil", pull.number, "linus", "Farewell")
    comment = server.world.comment("acme/anvil", pull.number, "grace", "Come back")
    server.world.react("acme/anvil", comment.id, "linus", "heart")
    server.world.delete_account("linus")
    page = be("grace")(f"/acme/anvil/pull/{pull.number}").text
    assert '<span class="name">ghost</span>' in page
    assert "unknown:change-1" in page
    assert 'title="ghost"' in page


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=29), "29 days ago"),
        (timedelta(days=30), "on Oct 25, 2026"),
    ],
)
def test_moments_are_said_in_the_largest_fitting_unit(
    clock: ManualClock, passed: timedelta, said: str
) -> None:
    assert ago(clock.now() - passed, clock.now()) == said


def test_secrets_and_nothing_are_not_found(
    be: Callable[[str], Person], server: SandboxServer
) -> None:
    server.world.add_user("mallory")
    for path in (
        "/acme/vault",
        "/nobody",
        "/acme/nothing",
        "/acme/anvil/issues/9",
        "/apps/none",
        "/settings/apps/none/advanced",
        "/avatars/1",
    ):
        assert be("mallory")(path).status_code == 404, path


def test_an_issue_has_no_files(be: Callable[[str], Person], issue: Thread) -> None:
    assert be("ada")(f"/acme/anvil/pull/{issue.number}/files").status_code == 404


def test_pages_reload_themselves_only_when_asked_to(
    be: Callable[[str], Person], issue: Thread
) -> None:
    page = f"/acme/anvil/issues/{issue.number}"
    assert 'http-equiv="refresh"' not in be("ada")(page).text
    assert '<meta http-equiv="refresh" content="2">' in be("ada")(f"{page}?live=1").text


def test_forms_of_other_sites_and_ways_to_other_hosts_are_refused(
    server: SandboxServer, issue: Thread
) -> None:
    address = f"{server.url}/acme/anvil/threads/{issue.number}/comment"
    foreign = requests.post(
        address, data={"body": "x"}, headers={"Sec-Fetch-Site": "cross-site"}, timeout=10
    )
    assert foreign.status_code == 403
    assert issue.comments == []
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = requests.post(
            f"{server.url}/sandbox/visitor",
            data={"login": "ada", "back": back},
            allow_redirects=False,
            timeout=10,
        )
        assert answer.headers["Location"] == "/"


def test_avatars_are_drawn_for_all_kinds(server: SandboxServer, app: App) -> None:
    world = server.world
    drawn = {
        login: requests.get(f"{server.url}/avatars/{world.account(login).id}", timeout=10)
        for login in ("ada", "acme", "acme-recognition[bot]")
    }
    assert {it.headers["Content-Type"] for it in drawn.values()} == {
        "image/svg+xml; charset=utf-8"
    }
    assert ">A</text>" in drawn["ada"].text
    assert "<circle" in drawn["acme-recognition[bot]"].text
    del app


def test_an_empty_sandbox_says_so() -> None:
    with SandboxServer() as server:
        assert "This sandbox is empty." in requests.get(server.url, timeout=10).text
