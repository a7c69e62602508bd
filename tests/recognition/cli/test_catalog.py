"""Tests of recognition.cli.catalog: the page of all badges."""

from __future__ import annotations

from pathlib import Path

from tests.recognition.terminal import Terminal


def test_a_page_shows_every_badge_with_the_emblems_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "badges"
    (folder / "own").mkdir(parents=True)
    (folder / "art").mkdir()
    (folder / "own" / "badge.yml").write_text(
        "id: own\nname: Our Own\non: claim\nfirst: true\nart: {emblem: dot}\n", encoding="utf-8"
    )
    shape = '<circle cx="48" cy="48" r="9" fill="#123456"/>'
    (folder / "art" / "dot.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">{shape}</svg>',
        encoding="utf-8",
    )
    page = tmp_path / "page.html"
    told = Terminal(tmp_path).run("catalog", "preview", str(folder), "--output", str(page))
    assert told.stdout == f"1 badges drawn in {page}\n"
    text = page.read_text(encoding="utf-8")
    assert "The first accepted claim." in text
    assert "#123456" in text
