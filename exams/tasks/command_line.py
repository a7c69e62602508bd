"""Read one command line the way a shell and Cobra do, without a shell: words, verbs, flags."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from exams.tasks.limits import UnreadableError, checked_size

ONE_COMMAND = "not accepted: write one command"

_ALWAYS = "`$"
"""A shell replaces what follows these, in double quotes too."""

_OUTSIDE_QUOTES = "|&;<>()"
"""These join commands or move their output. Braces and globs only make words, which the command
gets as they are written where nothing fits."""

_PROMPTS = ("$ ", "# ", "> ", "% ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What the author said about flags; nothing else tells `-f x` from `-f` and an argument.

    Attributes:
        aliases: The flag that another spelling means, such as `-f` for `--file`.
        valued: Flags that take a value; all the others are on or off.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    valued: frozenset[str] = frozenset()

    def canonical(self, flag: str) -> str:
        """Give the one spelling of a flag."""
        return self.aliases.get(flag, flag)

    def takes_value(self, flag: str) -> bool:
        """Tell whether a flag, in any spelling, takes a value."""
        return self.canonical(flag) in self.valued


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """A command as it would be understood.

    Attributes:
        words: The program, its verbs and its arguments, without flags.
        flags: Canonical names with their last values; one that is on or off has `true` or
            `false`.
    """

    words: tuple[str, ...]
    flags: Mapping[str, str]


def read_command(text: str, grammar: Grammar) -> CommandLine:
    r"""Read a command line; a prompt before it is left out, and `\` joins lines.

    Raises:
        UnreadableError: There is none, or more than one, or a quote does not end.
    """
    line = checked_size(text).replace("\r\n", "\n").strip().replace("\\\n", " ")
    for prompt in _PROMPTS:
        line = line.removeprefix(prompt)
    _refuse_operators(line)
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UnreadableError("a quote does not end") from error
    if not words:
        raise UnreadableError("there is no command in the answer")
    return _sorted_out(words, grammar)


def plain_value(value: str) -> str:
    """Give a value in one spelling: `./a//b/` is `a/b`, addresses stay, `True` is `true`."""
    if value.lower() in ("true", "false"):
        return value.lower()
    if "://" in value or "/" not in value:
        return value
    parts = [part for part in value.split("/") if part not in ("", ".")]
    return ("/" if value.startswith("/") else "") + "/".join(parts)


def _refuse_operators(line: str) -> None:
    """Refuse what makes a shell do more than run one program.

    Source: POSIX, Shell Command Language, 2.2 Quoting.
    """
    quote, escaped = "", False
    for sign in line:
        if escaped:
            escaped = False
        elif quote == "'":
            quote = "" if sign == "'" else quote
        elif sign == "\\":
            escaped = True
        elif sign in _ALWAYS:
            raise UnreadableError(f"{ONE_COMMAND}, without {sign}")
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in _OUTSIDE_QUOTES:
            raise UnreadableError(f"{ONE_COMMAND}, without {sign}")
        elif sign == "\n":
            raise UnreadableError(f"{ONE_COMMAND}, on one line")


def _sorted_out(words: list[str], grammar: Grammar) -> CommandLine:
    plain: list[str] = []
    flags: dict[str, str] = {}
    waiting = ""
    rest = iter(words)
    for word in rest:
        if waiting:
            flags[waiting], waiting = plain_value(word), ""
        elif word == "--":
            plain.extend(rest)
        elif not word.startswith("-") or word == "-":
            plain.append(word)
        else:
            for name, value in _flags_of(word, grammar):
                if value is not None:
                    flags[name] = plain_value(value)
                elif name in grammar.valued:
                    waiting = name
                else:
                    flags[name] = "true"
    if waiting:
        raise UnreadableError(f"{waiting} needs a value")
    return CommandLine(words=tuple(map(plain_value, plain)), flags=flags)


def _flags_of(word: str, grammar: Grammar) -> list[tuple[str, str | None]]:
    """Give the flags of one word with the values that are written in it.

    Source: pflag, which Cobra uses: `--flag=x`, `-f=x`, `-fx`, and `-abc` for `-a -b -c`.
    """
    name, equals, value = word.partition("=")
    if word.startswith("--") or len(name) == len("-f"):
        return [(grammar.canonical(name), value if equals else None)]
    found: list[tuple[str, str | None]] = []
    for at, letter in enumerate(word[1:], start=2):
        flag = f"-{letter}"
        if grammar.takes_value(flag):
            inside = word[at:].removeprefix("=")
            return [*found, (grammar.canonical(flag), inside or None)]
        if word[at : at + 1] == "=":
            return [*found, (grammar.canonical(flag), word[at + 1 :])]
        found.append((grammar.canonical(flag), None))
    return found
