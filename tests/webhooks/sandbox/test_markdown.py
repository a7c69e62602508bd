"""Markdown looks as on GitHub, hurts nobody, and its boxes can be ticked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhooks.sandbox.web.markdown import boxes, render, toggle

# Lines that make trouble: lists, boxes, code, quotes, HTML, all kinds of line ends.
LINES = st.sampled_from(
    [
        "- [ ] one",
        "- [x] two",
        "* [X] three",
        "1. [ ] four",
        "  - [ ] nested",
        "> - [ ] quoted",
        "- - [x] twice",
        "- [ ]none",
        "```",
        "    - [ ] code",
        "<details>",
        "</details>",
        "<input type='checkbox' data-box='-0'>",
        "<!-- - [ ] hidden -->",
        "[ ] no list",
        "",
        "text\x0cmore\u2028text",
    ]
)
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\r"])), max_size=12).map(
    lambda pieces: "".join(line + end for line, end in pieces)
)


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, number=st.integers(0, 11))
def test_a_box_ticked_twice_is_as_before(text: str, number: int) -> None:
    before = boxes(text)
    if number >= len(before):
        with pytest.raises(IndexError):
            toggle(text, number)
        return
    once = toggle(text, number)
    after = boxes(once)
    changed = [index for index, it in enumerate(before) if it.checked != after[index].checked]
    assert changed == [number]
    assert len(once) == len(text)
    # A capital X comes back as a small one, as it does on GitHub.
    assert toggle(once, number).replace("[X]", "[x]") == text.replace("[X]", "[x]")


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_each_box_is_one_button_and_nothing_else_is(text: str) -> None:
    numbers = re.findall(r'name="box" value="(\d+)"', render(text, base="/a/b", can_tick=True))
    assert numbers == [str(it) for it in range(len(boxes(text)))]
    assert "<input" not in render(text, base="/a/b", can_tick=True)


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="<>\"'=/ aonclickscriptjavasrefimg:;()&#@1\n`[]", max_size=80))
def test_no_text_becomes_a_script(text: str) -> None:
    html = render(text, base="/a/b", mentionable=lambda _: True)
    assert "<script" not in html
    assert not re.search(r"<[^>]+\son\w+\s*=", re.sub(r'"[^"]*"', '""', html))
    assert not re.search(r'(?:href|src)="\s*javascript:', html)


def test_what_comments_use_is_let_through() -> None:
    text = (
        "<!-- hidden -->\n### Title\n\n<details><summary>More</summary>\n\n| a |\n|---|\n| 1 |\n\n"
        '</details>\n\n<sub>small</sub> ~~gone~~ ![b](http://h/a.svg "t")'
    )
    html = render(text, base="/a/b")
    for part in (
        "<h3>",
        "<summary>More",
        "<td>1</td>",
        "<sub>",
        "<s>gone",
        'src="http://h/a.svg"',
    ):
        assert part in html
    assert "hidden" not in html


def test_mentions_numbers_and_addresses_are_links_outside_of_code() -> None:
    html = render(
        "@ada `@ada` @nobody #12 a#12 [#3](https://x.org) https://y.org/z. me@ada.org",
        base="/acme/anvil",
        mentionable=lambda it: it == "ada",
    )
    assert re.findall(r'href="([^"]+)"', html) == [
        "/ada",
        "/acme/anvil/issues/12",
        "https://x.org",
        "https://y.org/z",
    ]


def test_line_breaks_are_kept_as_in_comments() -> None:
    assert "one<br>" in render("one\ntwo", base="/a/b").replace(" />", ">")


def test_boxes_are_mere_marks_for_those_who_may_not_tick() -> None:
    html = render("- [x] done", base="/a/b")
    assert "<button" not in html
    assert 'aria-checked="true"' in html
