"""The web base: a layout that works for everybody, and assets that may be kept for a year."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from flask import render_template_string

import recognition.kernel.web
from recognition.kernel.clock import SystemClock
from recognition.kernel.store import Database
from recognition.kernel.web import WebBase
from recognition.kernel.web.base import ASSET_AGE_SECONDS
from tests.recognition.kernel.web.site import Site

STATIC = Path(recognition.kernel.web.__file__).parent / "static"

VENDORED = {
    "vendor/htmx-4.0.1/LICENSE": (
        "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38"
    ),
    "vendor/htmx-4.0.1/htmx.min.js": (
        "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
    ),
    "vendor/pico-2.1.1/LICENSE": (
        "afaff063e044233f917b7807dccab022f09dca474f92b642846bee4850655bbf"
    ),
    "vendor/pico-2.1.1/pico.min.css": (
        "fbc9a63fc9fc9f72d12fd7fc9806e11fa9f77ae4f9cad146b27003a1119ba3db"
    ),
}
"""SHA-256 of every file that others wrote; a change here is a change of what we ship."""


def test_vendored_files_are_exactly_what_was_reviewed() -> None:
    found = {
        str(path.relative_to(STATIC)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file()
    }
    assert found == VENDORED


def test_style_sheets_ask_nobody_else_for_anything() -> None:
    for path in STATIC.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "@import" not in text, path
        assert all(
            address.strip("\"'").startswith("data:")
            for address in re.findall(r"url\(([^)]*)\)", text)
        ), path


def test_every_asset_of_a_page_is_ours_and_carries_the_hash_of_its_bytes(site: Site) -> None:
    text = site.get("/page").text
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text))
    assert len(addresses) >= 3
    for address in addresses:
        name, _, version = address.removeprefix("/static/").partition("?v=")
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest().startswith(version)
        assert len(version) == 12
        answer = site.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].endswith(f"max-age={ASSET_AGE_SECONDS}")
    assert not re.search(r'(?:src|<link[^>]* href)="(?:https?:)?//', text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("recognition.css", "text/css"),
        ("icon.svg", "image/svg+xml"),
        ("vendor/htmx-4.0.1/htmx.min.js", "text/javascript"),
    ],
)
def test_assets_have_the_type_that_browsers_insist_on(site: Site, name: str, kind: str) -> None:
    assert site.get(f"/static/{name}").mimetype == kind


def test_a_page_can_be_used_without_a_mouse_or_eyes(site: Site) -> None:
    text = site.get("/page").text
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert re.search(r'<a class="skip" href="#main">[^<]+</a>\s*<header', text)
    assert '<main id="main"' in text
    assert '<nav aria-label="Main">' in text
    assert text.count("<h1>") == 1
    assert text.count("<title>") == 1
    assert all("alt=" in image for image in re.findall(r"<img[^>]*>", text))


def test_the_link_to_the_page_one_is_on_says_so(site: Site) -> None:
    with site.app.test_request_context("/exams", base_url=site.public_url):
        text = render_template_string('{% extends "layout.html" %}')
    assert '<a href="/exams" aria-current="page">' in text
    assert 'aria-current="page"' not in site.get("/page").text


def test_text_in_a_page_is_escaped(site: Site) -> None:
    text = site.get("/page", query_string={"text": "<b>\"'&"}).text
    assert "<p>&lt;b&gt;&#34;&#39;&amp;</p>" in text


@pytest.mark.parametrize(
    ("address", "secure"),
    [
        ("https://recognition.example", True),
        ("https://recognition.example:8443/app", True),
        ("http://127.0.0.1:3000", False),
        ("http://https.example", False),
    ],
)
def test_cookies_are_held_to_tls_where_people_come_over_it(
    database: Database, address: str, *, secure: bool
) -> None:
    assert WebBase(database=database, clock=SystemClock(), public_url=address).is_https is secure
