"""Tests of recognition.rules.globs."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.rules.globs import MAX_STATES, _Automaton, any_glob, glob


@pytest.mark.parametrize(
    ("pattern", "text", "holds"),
    [
        ("docs/**", "docs/a.md", True),
        ("docs/**", "docs/a/b.md", True),
        ("docs/**", "docs", False),
        ("docs/**", "src/docs/a.md", False),
        ("docs/**/*", "docs/a.md", True),
        ("docs/**/*", "src/a.md", False),
        ("docs/**/*.md", "docs/a.md", True),
        ("docs/**/*.md", "docs/a/b.md", True),
        ("docs/**/*.md", "docs/a/b.txt", False),
        ("docs/**/a.md", "docs/a.md", True),
        ("docs/**/a.md", "docs/b/a.md", True),
        ("docs/**/a.md", "docs/ba.md", False),
        ("**/go.sum", "go.sum", True),
        ("**/go.sum", "a/go.sum", True),
        ("**/go.sum", "a/cargo.sum", False),
        ("**/vendor/**", "vendor/a", True),
        ("**/vendor/**", "a/vendor/b/c", True),
        ("**/vendor/**", "vendor", False),
        ("docs/*", "docs/a.md", True),
        ("docs/*", "docs/a/b.md", False),
        ("**/*.go", "main.go", True),
        ("**/*.go", "a/b/main.go", True),
        ("**/*.go", "main.gob", False),
        ("*.go", "a/main.go", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b", "a/xb", False),
        ("a/**/b", "axb", False),
        ("**", "", True),
        ("**", "any/thing", True),
        ("*", "any/thing", False),
        ("**/_meetings/**", "docs/_meetings/a.md", True),
        ("**/_meetings/**", "docs/my_meetings/a.md", False),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("[slug].js", "[slug].js", True),
        ("[slug].js", "s.js", False),
        ("a.c", "abc", False),
        ("ui/**/*.test.ts", "ui/x.test.ts", True),
        ("a**b", "a/x/b", True),
    ],
)
def test_globs_mean_what_the_design_says(pattern: str, text: str, holds: bool) -> None:
    assert glob(pattern)(text) is holds
    assert _Automaton(pattern).matches(text) is holds


def test_case_is_folded_only_when_asked() -> None:
    assert any_glob(["Meshery/*"], fold_case=True)("meshery/MESHERY")
    assert not any_glob(["UI/**"])("ui/a")


def _oracle(pattern: str) -> re.Pattern[str]:
    """Translate to a regular expression, the usual way; right, but not linear."""
    out = ""
    rest = pattern
    before = "/"
    while rest:
        if rest.startswith("**"):
            rest = rest.lstrip("*")
            if before == "/" and rest.startswith("/"):
                out, rest, before = out + "(?:.*/)?", rest[1:], "/"
            else:
                out, before = out + ".*", "*"
            continue
        char, rest = rest[0], rest[1:]
        out += {"*": "[^/]*", "?": "[^/]"}.get(char, re.escape(char))
        before = char
    return re.compile(out, re.DOTALL)


@given(st.text("ab/*?.", max_size=9), st.text("ab/.*", max_size=9))
@settings(max_examples=800, deadline=None)
def test_every_glob_agrees_with_its_regular_expression(pattern: str, text: str) -> None:
    wanted = _oracle(pattern).fullmatch(text) is not None
    assert glob(pattern)(text) is wanted
    assert _Automaton(pattern).matches(text) is wanted


COMMON = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "a/", "a", "a/b/", "/"]),
        st.sampled_from(["", "**/", "**", "*"]),
        st.sampled_from(["", "a", "b/", "a.b", "*.b", "*b", "/b"]),
        st.sampled_from(["", "**", "*"]),
    ),
)


@given(st.lists(COMMON, max_size=4), st.text("ab/.", max_size=7))
@settings(max_examples=800, deadline=None)
def test_globs_together_mean_that_any_of_them_matches(patterns: list[str], text: str) -> None:
    """The patterns are those that have comparisons of their own, and their neighbours."""
    wanted = any(_oracle(pattern).fullmatch(text) is not None for pattern in patterns)
    assert any_glob(patterns)(text) is wanted
    assert any_glob(patterns, fold_case=True)(text) is wanted


def test_a_hostile_path_takes_linear_time() -> None:
    matches = glob("**a*" * 20 + "b")
    began = time.process_time()
    assert not matches("a" * 20_000)
    assert time.process_time() - began < 2


def test_a_glob_with_more_states_than_are_known_begins_anew() -> None:
    """Sixteen places behind a star: the letters seen last are 2^16 possible states."""
    automaton = _Automaton("*a" + "?" * 16)
    oracle = _oracle("*a" + "?" * 16)
    letters = random.Random(7)
    for _ in range(200):
        text = "".join(letters.choices("ab", k=40))
        assert automaton.matches(text) is (oracle.fullmatch(text) is not None)
        assert len(automaton._known) <= MAX_STATES
