"""The guard: headers on every answer, and no request in a visitor's name from elsewhere."""

from __future__ import annotations

import pytest

from tests.recognition.kernel.web.site import Site

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}

ANSWERS = {
    "/page": 200,
    "/static/recognition.css": 200,
    "/static/icon.svg": 200,
    "/static/no-such-file.css": 404,
    "/picture.svg": 200,
    "/nowhere": 404,
    "/nowhere.json": 404,
    "/foreseen/conflict": 409,
    "/form": 405,
    "/busy": 429,
    "/mine": 302,
    "/broken": 500,
    "/own-answer": 418,
}
"""One address for every way an answer is made."""


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == ANSWERS[path]
    for name, value in EVERYWHERE.items():
        assert answer.headers.getlist(name) == [value], name
    assert len(answer.headers.getlist("Content-Security-Policy")) == 1
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_refused_request_carries_them_too(site: Site) -> None:
    answer = site.post("/form", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert EVERYWHERE.items() <= dict(answer.headers).items()
    assert "Content-Security-Policy" in answer.headers


def test_without_tls_browsers_are_not_told_to_insist_on_it(plain_site: Site) -> None:
    assert "Strict-Transport-Security" not in plain_site.get("/page").headers


def test_the_policy_allows_our_own_files_and_nothing_inline(site: Site) -> None:
    policy = site.get("/page").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'self' https://github.com",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert "unsafe" not in policy
    assert "*" not in policy


def test_our_layout_keeps_to_our_policy(site: Site) -> None:
    """A page with inline style, script or handlers would break in front of people."""
    text = site.get("/page").text.lower()
    for inline in ("<style", " style=", "<script>", " onclick=", "javascript:", "http-equiv"):
        assert inline not in text


def test_a_views_own_header_wins(site: Site) -> None:
    answer = site.get("/picture.svg")
    assert answer.headers.getlist("Content-Security-Policy") == ["default-src 'none'"]
    assert answer.headers["Cache-Control"] == "max-age=300"


def test_pages_are_asked_for_again_and_private_ones_are_kept_nowhere(site: Site) -> None:
    assert site.get("/page").headers["Cache-Control"] == "no-cache"
    assert site.get("/private").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("where", ["cross-site", "same-site", "", "nonsense"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_request_that_started_elsewhere_is_refused(site: Site, method: str, where: str) -> None:
    answer = site.browser().open(
        "/form", method=method, base_url=site.public_url, headers={"Sec-Fetch-Site": where}
    )
    assert answer.status_code == 403
    assert "sent from another site" in answer.text


@pytest.mark.parametrize("where", ["same-origin", "none"])
def test_a_request_from_our_own_page_or_the_person_is_taken(site: Site, where: str) -> None:
    answer = site.post("/form", data={"answer": "b"}, headers={"Sec-Fetch-Site": where})
    assert (answer.status_code, answer.text) == (200, "kept b")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://recognition.example.evil.example",
        "https://evil.example/recognition.example",
        "https://recognition.example:8443",
        "null",
        "",
    ],
)
def test_an_older_browser_is_refused_by_its_origin(site: Site, origin: str) -> None:
    assert site.post("/form", headers={"Origin": origin}).status_code == 403


def test_an_older_browser_on_our_own_page_is_taken(site: Site) -> None:
    assert site.post("/form", headers={"Origin": site.public_url}).status_code == 200


def test_fetch_metadata_counts_more_than_the_origin(site: Site) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": site.public_url}
    assert site.post("/form", headers=headers).status_code == 403


def test_a_client_that_is_no_browser_is_taken(site: Site) -> None:
    assert site.post("/form", data={"answer": "a"}).text == "kept a"


def test_a_link_from_another_site_opens_our_pages(site: Site) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert site.get("/page", headers=headers).status_code == 200


def test_an_unknown_address_does_not_get_around_the_guard(site: Site) -> None:
    assert site.post("/nowhere", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
