"""Authors' Markdown shows what they wrote, and can neither run, load nor hide anything."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.web.markdown import BLOCK_TAGS, INLINE_TAGS, render_blocks, render_line, render_question

MARKDOWN = st.text(
    st.sampled_from("<>&\"'`*_[]()!#|-:/\\ \nabhijlprstw=1.") | st.characters(codec="utf-8"),
    max_size=80,
)


class Collector(HTMLParser):
    """The tags, attributes and visible text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.visible = ""
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.visible += data


@pytest.mark.parametrize(
    "text", ["the name: <name>", "<verb> first", "use `<name>` here", "<script>alert(1)</script>"]
)
def test_what_looks_like_a_tag_stays_visible_text(text: str) -> None:
    for html in (render_line(text), render_blocks(text), render_question(text).line):
        assert Collector(html).visible.strip() == text.replace("`", "")


def test_an_image_becomes_its_description() -> None:
    html = render_blocks('![a "map" of <x>](https://example.org/p.png "t")')
    assert Collector(html).visible.strip() == 'a "map" of <x>'
    assert "example.org" not in html


def test_a_link_is_kept_in_texts_and_only_its_words_in_lines() -> None:
    link = "[guides](https://docs.example/g)"
    assert 'href="https://docs.example/g"' in render_blocks(link)
    assert 'rel="noopener noreferrer"' in render_blocks(link)
    assert render_line(link) == "guides"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///x"])
def test_a_link_to_anything_but_the_web_is_no_link(address: str) -> None:
    tags = Collector(render_blocks(f"[x]({address})")).seen
    assert not any(
        str(attributes.get("href", "")).startswith(address[:4]) for _, attributes in tags
    )


def test_a_heading_leaves_the_first_level_to_the_page() -> None:
    assert render_blocks("# One\n\n## Two") == "<h2>One</h2>\n<h2>Two</h2>\n"


def test_a_question_of_one_paragraph_fits_in_the_legend() -> None:
    short = render_question("Is `x` **right**?\nReally?")
    assert short.line == "Is <code>x</code> <strong>right</strong>?\nReally?"
    assert short.blocks == ""
    long = render_question("Look:\n\n```yaml\na: <b>\n```")
    assert long.line == ""
    assert "<pre><code>a: &lt;b&gt;\n</code></pre>" in long.blocks


@settings(max_examples=200, deadline=None)
@given(MARKDOWN)
def test_no_text_gets_out_of_the_allowed_tags(text: str) -> None:
    for render, tags in ((render_line, INLINE_TAGS), (render_blocks, BLOCK_TAGS)):
        for tag, attributes in Collector(render(text)).seen:
            assert tag in tags
            assert set(attributes) <= {"href", "rel"}
            href = attributes.get("href") or "https:"
            assert ":" not in href.split("/")[0] or href.startswith(("http:", "https:"))
