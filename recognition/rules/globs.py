"""Match paths, repositories and labels against globs, in time linear in their length."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeAlias

Matcher: TypeAlias = Callable[[str], bool]


def any_glob(patterns: Iterable[str], *, fold_case: bool = False) -> Matcher:
    """Make a predicate: does any of the globs match the text?

    Args:
        patterns: `**` crosses folders, `*` does not, `?` is one character but `/`; `**/` also
            stands for no folder at all. Everything else, brackets too, stands for itself.
        fold_case: Compare without case, as GitHub does with repositories and labels.
    """
    exact: set[str] = set()
    starts: list[str] = []
    ends: list[str] = []
    others: list[Matcher] = []
    for pattern in (one.lower() if fold_case else one for one in patterns):
        if not _is_wild(pattern):
            exact.add(pattern)
        elif (start := _only_start(pattern)) is not None:
            starts.append(start)
        elif (end := _only_end(pattern)) is not None:
            ends.append(end)
        else:
            others.append(glob(pattern))
    matches = _together(exact, tuple(starts), tuple(ends), others)
    return lru_cache(REMEMBERED)(lambda text: matches(text.lower())) if fold_case else matches


REMEMBERED = 1024
"""How many texts a matcher knows the answer for: names and labels come again and again."""


def _together(
    exact: set[str], starts: tuple[str, ...], ends: tuple[str, ...], others: list[Matcher]
) -> Matcher:
    """Join globs so that each common form costs one comparison, however many there are."""
    if not others:
        if not starts and not ends:
            return exact.__contains__
        return lambda text: text.startswith(starts) or text.endswith(ends) or text in exact
    rest = others[0] if len(others) == 1 else lambda text: any(one(text) for one in others)
    slow = lru_cache(REMEMBERED)(rest)
    return lambda text: (
        text.startswith(starts) or text.endswith(ends) or text in exact or slow(text)
    )


def glob(pattern: str) -> Matcher:
    """Make a predicate for one glob; common forms get a direct comparison."""
    if not _is_wild(pattern):
        return pattern.__eq__
    if (start := _only_start(pattern)) is not None:
        return lambda text: text.startswith(start)
    if (end := _only_end(pattern)) is not None:
        return lambda text: text.endswith(end)
    if (inside := _only_inside(pattern)) is not None:
        return lambda text: text.startswith(inside[1:]) or inside in text
    if pattern.endswith("*") and not _is_wild(before := pattern[:-1]):
        return lambda text: text.startswith(before) and "/" not in text[len(before) :]
    return _Automaton(pattern).matches


def _only_start(pattern: str) -> str | None:
    """Give the beginning that is all a glob such as `docs/**` asks for."""
    before = pattern.removesuffix("**")
    return before if before != pattern and not _is_wild(before) else None


def _only_end(pattern: str) -> str | None:
    """Give the ending that is all a glob such as `**/*.go` asks for.

    The name before the ending may be empty, so it takes `.go` as well.
    """
    ending = pattern.removeprefix("**/*")
    only = ending != pattern and not _is_wild(ending) and "/" not in ending
    return ending if only else None


def _only_inside(pattern: str) -> str | None:
    """Give the folder, between slashes, that is all a glob such as `**/vendor/**` asks for."""
    folder = pattern.removeprefix("**").removesuffix("**")
    only = len(folder) == len(pattern) - 4 and folder[:1] == folder[-1:] == "/" and len(folder) > 1
    return folder if only and not _is_wild(folder) else None


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
