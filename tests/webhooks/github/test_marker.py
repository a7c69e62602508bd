"""A marker names one slot, is seen by nobody, and cannot be made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from webhooks.github.marker import Marker

MARKER = Marker(b"a secret of this server")


@given(key=st.text(), body=st.text())
def test_what_was_marked_is_recognised(key: str, body: str) -> None:
    assert MARKER.is_of(key, MARKER.mark(key, body))


@given(key=st.text(), other=st.text(), body=st.text())
def test_another_slot_is_not_recognised(key: str, other: str, body: str) -> None:
    assert MARKER.is_of(other, MARKER.mark(key, body)) is (key == other)


@given(key=st.text(), body=st.text())
def test_another_server_is_not_recognised(key: str, body: str) -> None:
    assert not MARKER.is_of(key, Marker(b"another secret").mark(key, body))


def test_github_may_have_changed_the_line_ends() -> None:
    assert MARKER.is_of("key", MARKER.mark("key", "body").replace("\n", "\r\n"))


def test_a_marker_counts_in_the_first_line_only() -> None:
    assert not MARKER.is_of("key", "quoted:\n" + MARKER.mark("key", "body"))


def test_nothing_is_not_recognised() -> None:
    assert not MARKER.is_of("key", None)
    assert not MARKER.is_of("key", "")


def test_the_marker_does_not_disturb_the_markdown_below_it() -> None:
    shown = MarkdownIt().render(MARKER.mark("key", "# Heading"))
    assert "<h1>Heading</h1>" in shown


@given(key=st.text())
def test_no_key_can_end_the_comment_that_hides_it(key: str) -> None:
    assert MARKER.line(key).count("-->") == 1
