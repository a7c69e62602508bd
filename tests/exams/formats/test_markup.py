from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.formats.markup import MAX_HTML, markdown_of, plain_as_markdown
from exams.web.markdown import render_blocks


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("plain", "plain"),
        ("<p>one</p>\n<p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p>a <b>b</b> <strong>c</strong> <i>d</i> <em>e</em></p>", "a **b** **c** *d* *e*"),
        ("use <code>a*_b</code> or <tt>c</tt>", "use `a*_b` or `c`"),
        ("<pre>a\n  <b>b</b>*</pre>", "```\na\n  b*\n```"),
        ("<pre><code>a\n</code></pre>", "```\na\n\n```"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("x<sup>2</sup> and x<sub>ij</sub>", "x² and x_(ij)"),
        ("see <a href='https://meshery.io/x'>this</a>", "see [this](https://meshery.io/x)"),
        ("2 * 3 &lt;name&gt; [a] a_b _c_ &amp;", "2 \\* 3 \\<name> \\[a] a_b \\_c\\_ &"),
        ("<span style='x'>a</span><!-- c --> <h3>b</h3>", "a\n\nb"),
        ("</b></p></li></ul></sup></a></pre>", ""),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    text, unsupported = markdown_of(html)
    assert text.replace("  \n", "\n") == markdown
    assert unsupported == ()


@pytest.mark.parametrize(
    ("html", "unsupported", "markdown"),
    [
        ("a<img src=x>b<img>", ("img",), "ab"),
        ("<table><tr><td>a</td></tr></table>", ("table", "tr", "td"), "a"),
        ("a<script>alert(1)</script>b<style>p{}</style>", ("script", "style"), "ab"),
        ("<blockquote>a</blockquote>", ("blockquote",), "a"),
        ("<a href='javascript:alert(1)'>a</a>", ("link to another place than https://",), "a"),
        ("<ul><li>" * 7 + "a", ("lists nested deeper than 6",), None),
        ("x" * (MAX_HTML + 1), (f"text beyond {MAX_HTML:,} characters",), "x" * MAX_HTML),
    ],
)
def test_what_markdown_cannot_say_is_named_and_its_words_stay(
    html: str, unsupported: tuple[str, ...], markdown: str | None
) -> None:
    text, named = markdown_of(html)
    assert named == unsupported
    assert markdown is None or text == markdown


@given(st.text("ab *_`[]<>\\#&\n"))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    words = " ".join(text.split())
    shown = render_blocks("x " + plain_as_markdown(words)).striptags()
    assert shown.split() == ["x", *words.split()]


@given(st.text(st.sampled_from("<>/abpliu&;! -=\"'#x\n0")))
def test_any_html_is_read(html: str) -> None:
    markdown_of(html)
