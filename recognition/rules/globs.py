"""Match paths, repositories and labels against globs, in time linear in their length."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Matcher: TypeAlias = Callable[[str], bool]


def any_glob(patterns: Iterable[str], *, fold_case: bool = False) -> Matcher:
    """Make a predicate: does any of the globs match the text?

    Args:
        patterns: `**` crosses folders, `*` does not, `?` is one character but `/`; `**/` also
            stands for no folder at all. Everything else, brackets too, stands for itself.
        fold_case: Compare without case, as GitHub does with repositories and labels.
    """
    forms = [_form(one.lower() if fold_case else one) for one in patterns]
    matches = _together(forms)
    return lru_cache(REMEMBERED)(lambda text: matches(text.lower())) if fold_case else matches


REMEMBERED = 1024
"""How many texts a matcher knows the answer for: names and labels come again and again."""


def glob(pattern: str) -> Matcher:
    """Make a predicate for one glob; common forms get a direct comparison."""
    return _together([_form(pattern)])


class _Form(NamedTuple):
    """A glob in the words of fast comparisons; each looks at the text behind a slash.

    Attributes:
        exact: What the text is, with its slash.
        start: What it begins with; with an end too, both must be there one after the other.
        end: What it ends with.
        inside: What stands somewhere in it.
        other: The predicate of any other glob, which sees the text as it is.
    """

    exact: str | None = None
    start: str | None = None
    end: str | None = None
    inside: str | None = None
    other: Matcher | None = None


def _form(pattern: str) -> _Form:
    """Find the fastest comparison that means the same as a glob."""
    if not _is_wild(pattern):
        return _Form(exact=f"/{pattern}")
    before = pattern.removesuffix("**")
    if before != pattern and not _is_wild(before):
        # `docs/**` is all that begins with it.
        return _Form(start=f"/{before}")
    folder, anywhere, rest = pattern.partition("**/")
    if anywhere and not _is_wild(folder) and (not folder or folder.endswith("/")):
        if folder and (end := _ending(rest)) is not None:
            # `docs/**/*.md` and `docs/**/a.md`; the slash of the folder may be that of the file.
            return _Form(start=f"/{folder}", end=end)
        if not folder:
            inner = rest.removesuffix("**")
            if inner != rest and inner.endswith("/") and not _is_wild(inner):
                # `**/vendor/**` is all that has such a folder in its way.
                return _Form(inside=f"/{inner}")
            if (end := _ending(rest)) is not None:
                return _Form(end=end)
    return _Form(other=_Automaton(pattern).matches)


def _ending(rest: str) -> str | None:
    """Give the ending that is all the last part of a glob asks for: `*.go`, `go.sum`.

    The name before the ending may be empty, so `*.go` takes `.go` as well.
    """
    if not _is_wild(rest):
        return f"/{rest}"
    after = rest.removeprefix("*")
    return after if not _is_wild(after) and "/" not in after else None


def _together(forms: list[_Form]) -> Matcher:
    """Join globs so that each common form costs one comparison, however many there are."""
    exact = {one.exact for one in forms if one.exact is not None}
    starts = tuple(one.start for one in forms if one.start is not None and one.end is None)
    ends = tuple(one.end for one in forms if one.end is not None and one.start is None)
    spans = [
        (one.start, one.end) for one in forms if one.start is not None and one.end is not None
    ]
    inside = [one.inside for one in forms if one.inside is not None]
    others = [one.other for one in forms if one.other is not None]
    slow = lru_cache(REMEMBERED)(lambda text: any(other(text) for other in others))

    def matches(text: str) -> bool:
        slashed = f"/{text}"
        if slashed in exact or slashed.startswith(starts) or slashed.endswith(ends):
            return True
        for part in inside:
            if part in slashed:
                return True
        for start, end in spans:
            # The slash that ends the start may be the one that begins the end.
            if slashed.startswith(start) and slashed.endswith(end, len(start) - 1):
                return True
        return bool(others) and slow(text)

    return matches


def _is_wild(text: str) -> bool:
    return "*" in text or "?" in text


class _State(dict[str, "_State"]):
    """What may be the case behind some characters, and by the next one what is the case then."""

    __slots__ = ("automaton", "bits")

    def __init__(self, automaton: _Automaton, bits: int) -> None:
        self.automaton = automaton
        self.bits = bits

    def __missing__(self, char: str) -> _State:
        """Work out what follows; it is known from then on."""
        following = self.automaton.state(self.automaton.after(self.bits, char))
        self[char] = following
        return following


MAX_STATES = 1024
"""How many states of a glob are known at a time; the few globs with more begin anew."""


class _Automaton:
    """A nondeterministic automaton whose states are the bits of one integer.

    All ways to match are followed at once, so no pattern and no path, however made, takes
    more than one step a character; regular expressions would backtrack. Which ways follow on
    which is worked out when it first comes up: the paths of one project are much alike.
    """

    def __init__(self, pattern: str) -> None:
        parts = _parts(pattern)

        def states_of(*wanted: str) -> int:
            return sum(1 << index for index, part in enumerate(parts) if part in wanted)

        self._accept = 1 << len(parts)
        self._literal = {char: states_of(f"={char}") for char in pattern}
        self._one_char = states_of("?")
        self._stay = states_of("**", _FOLDERS)
        self._stay_but_slash = self._stay | states_of("*")
        self._leave_on_slash = states_of(_FOLDERS)
        self._skip_one = states_of("*", "**", _NO_FOLDER)
        self._skip_two = states_of(_NO_FOLDER)
        self._known: dict[int, _State] = {}
        self._start = self._close(1)

    def matches(self, text: str) -> bool:
        """Tell whether the glob matches the whole text."""
        state = self.state(self._start)
        for char in text:
            state = state[char]
            if not state.bits:
                return False
        return bool(state.bits & self._accept)

    def state(self, bits: int) -> _State:
        """Give the state of these bits."""
        known = self._known.get(bits)
        if known is None:
            if len(self._known) >= MAX_STATES:
                for state in self._known.values():
                    state.clear()
                self._known.clear()
            known = self._known[bits] = _State(self, bits)
        return known

    def after(self, bits: int, char: str) -> int:
        """Follow all ways by one character."""
        moved = self._literal.get(char, 0)
        if char == "/":
            left = (bits & (moved | self._leave_on_slash)) << 1 | (bits & self._stay)
        else:
            left = (bits & (moved | self._one_char)) << 1 | (bits & self._stay_but_slash)
        return self._close(left)

    def _close(self, bits: int) -> int:
        """Add what is reached without a character."""
        while True:
            wider = bits | (bits & self._skip_one) << 1 | (bits & self._skip_two) << 2
            if wider == bits:
                return bits
            bits = wider


_NO_FOLDER = "(no folder)"
"""The state before `**/` that may be passed at once."""

_FOLDERS = "(folders)"
"""The state inside `**/`: it reads anything and is left behind a slash only."""


def _parts(pattern: str) -> list[str]:
    parts: list[str] = []
    index = 0
    while index < len(pattern):
        if pattern.startswith("**", index):
            at_folder = index == 0 or pattern[index - 1] == "/"
            while pattern.startswith("*", index):
                index += 1
            if at_folder and pattern.startswith("/", index):
                parts += [_NO_FOLDER, _FOLDERS]
                index += 1
            else:
                parts.append("**")
            continue
        char = pattern[index]
        # A literal carries a mark, so that a literal never equals a wildcard's name.
        parts.append(char if char in "*?" else f"={char}")
        index += 1
    return parts
