"""Tests of recognition.render.letters: the same words in a mailbox, a terminal and a chat."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.render.letters import as_html, as_mrkdwn, as_text
from recognition.render.markdown import code, escape, link

LETTER = f"""# Digest

**2 to review · 1 flagged**

Decide in {link("the issue", "https://github.com/a/b/issues/1")}: tick a box.

## To review

- **1** {code("ann")}, {escape("Meshery [gold]")}: {link("a/b#1", "https://github.com/a/b/pull/1")}
- **2** {code("bob")}, {escape("@all & <b>")}
"""


def test_plain_text_has_the_addresses_behind_the_words() -> None:
    assert as_text(LETTER) == (
        "Digest\n------\n\n"
        "2 to review · 1 flagged\n\n"
        "Decide in the issue <https://github.com/a/b/issues/1>: tick a box.\n\n"
        "To review\n---------\n\n"
        "• 1 ann, Meshery [gold]: a/b#1 <https://github.com/a/b/pull/1>\n"
        "• 2 bob, @all & <b>"
    )


def test_a_chat_gets_its_own_markup_and_no_mention() -> None:
    assert as_mrkdwn(LETTER) == (
        "*Digest*\n\n"
        "*2 to review · 1 flagged*\n\n"
        "Decide in <https://github.com/a/b/issues/1|the issue>: tick a box.\n\n"
        "*To review*\n\n"
        "• *1* `ann`, Meshery [gold]: <https://github.com/a/b/pull/1|a/b#1>\n"
        "• *2* `bob`, @\u200ball &amp; &lt;b&gt;"
    )


def test_a_mailbox_gets_a_page_that_loads_nothing() -> None:
    page = as_html(LETTER, title="Digest <1>")
    assert "<title>Digest &lt;1&gt;</title>" in page
    assert "<h1>Digest</h1>" in page
    assert '<a href="https://github.com/a/b/issues/1">the issue</a>' in page
    assert "&lt;b&gt;" in page
    assert not {"src", "script", "style>"} & set(page.replace("=", " ").split())


@pytest.mark.parametrize("words", ["<!channel>", "<@U123>", "<!here|all>", "a|b", "*x* _y_"])
def test_nothing_anybody_wrote_is_markup_of_the_chat(words: str) -> None:
    told = as_mrkdwn(escape(words))
    assert "<" not in told
    assert ">" not in told


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        assert all(name in ("href", "lang", "charset", "style") for name, _value in attrs)


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_whatever_people_wrote_stays_words(one: str, other: str) -> None:
    letter = f"- {escape(one)}: {code(other)} {link(one, 'https://example.com/x')}"
    tags = Tags()
    tags.feed(as_html(letter, title=one))
    assert tags.found <= {"html", "head", "meta", "title", "body", "ul", "li", "p", "code", "a"}
    assert as_mrkdwn(letter).count("<") == 1
    assert "https://example.com/x" in as_text(letter)
