"""Check a command that a candidate would type: verbs, flags in any order, arguments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from exams.tasks.assertions import Assertion, Outcome, judge, read_assertions
from exams.tasks.command_line import CommandLine, Grammar, plain_value, read_command
from exams.tasks.values import matches

if TYPE_CHECKING:
    from exams.formats.fields import Fields
    from exams.tasks.assertions import Check

CHECK_KEYS = frozenset(("verb", "flag", "argument", "value", "absent"))
KEYS = frozenset(("aliases", "valued", "assertions"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HasVerb:
    """The command begins with the words of one of these, the program first."""

    verbs: tuple[tuple[str, ...], ...]

    @property
    def asks_nothing(self) -> bool:
        """See `Check`."""
        return False

    def holds(self, answer: CommandLine) -> bool:
        """See `Check`."""
        return any(answer.words[: len(words)] == words for words in self.verbs)


@dataclass(frozen=True, slots=True, kw_only=True)
class HasFlag:
    """A flag is given, or is not.

    Attributes:
        flag: Its canonical name.
        value: What its value must be like, with `*` for anything; `None` takes any but `false`.
        absent: The flag must not be given; with a value, not with this one.
    """

    flag: str
    value: str | None = None
    absent: bool = False

    @property
    def asks_nothing(self) -> bool:
        """See `Check`."""
        return self.absent

    def holds(self, answer: CommandLine) -> bool:
        """See `Check`."""
        given = answer.flags.get(self.flag, "false" if self.value is None else None)
        there = given != "false" if self.value is None else matches(given, self.value)
        return there != self.absent


@dataclass(frozen=True, slots=True, kw_only=True)
class HasArgument:
    """A word after the program is like this, with `*` for anything; or none is."""

    argument: str
    absent: bool = False

    @property
    def asks_nothing(self) -> bool:
        """See `Check`."""
        return self.absent

    def holds(self, answer: CommandLine) -> bool:
        """See `Check`."""
        return any(matches(word, self.argument) for word in answer.words[1:]) != self.absent


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTask:
    """A task that wants one command line."""

    grammar: Grammar
    assertions: tuple[Assertion[CommandLine], ...]

    def check(self, text: str) -> Outcome:
        """Say what of the task an answer does."""
        return judge(self.assertions, lambda: read_command(text, self.grammar))


def read_command_task(fields: Fields, where: str) -> CommandTask:
    """Read a task, reporting to the findings of `fields`; it holds what could be read."""
    aliases = _aliases(fields, where)
    assertions = read_assertions(
        fields, where=where, keys=CHECK_KEYS, read_check=partial(_read_check, aliases)
    )
    valued = {aliases.get(flag, flag) for flag in fields.texts("valued")}
    for one in assertions:
        if isinstance(one.check, HasFlag) and one.check.value not in (None, "true", "false"):
            valued.add(one.check.flag)
    return CommandTask(
        grammar=Grammar(aliases=aliases, valued=frozenset(valued)), assertions=assertions
    )


def _aliases(fields: Fields, where: str) -> dict[str, str]:
    aliases = fields.get("aliases")
    if aliases is None:
        return {}
    if not isinstance(aliases, dict) or not all(
        isinstance(meant, str) and meant.startswith("-") and flag.startswith("-")
        for flag, meant in aliases.items()
    ):
        message = f"{where}: 'aliases' must say which flag another means, such as -f: \"--file\""
        fields.error("aliases", message, fields.key("aliases"))
        return {}
    return aliases


def _read_check(aliases: dict[str, str], fields: Fields, where: str) -> Check[CommandLine] | None:
    given = [name for name in ("verb", "flag", "argument") if fields.get(name) is not None]
    if len(given) != 1:
        fields.error("check", f"{where}: write one of 'verb', 'flag' and 'argument'")
        return None
    absent = fields.truth("absent")
    if given == ["verb"]:
        return _read_verb(fields, where, absent=absent)
    wanted = (fields.text(given[0]) or "").strip()
    if not wanted or (given == ["flag"] and not wanted.startswith("-")):
        words = "must begin with -" if given == ["flag"] else "is empty"
        fields.error("check", f"{where}: '{given[0]}' {words}", fields.key(given[0]))
        return None
    if given == ["argument"]:
        return HasArgument(argument=plain_value(wanted), absent=absent)
    value = fields.text("value")
    return HasFlag(
        flag=aliases.get(wanted, wanted),
        value=None if value is None else plain_value(value),
        absent=absent,
    )


def _read_verb(fields: Fields, where: str, *, absent: bool) -> HasVerb | None:
    value = fields.get("verb")
    texts = fields.texts("verb") if isinstance(value, list) else (fields.text("verb") or "",)
    verbs = tuple(tuple(text.split()) for text in texts)
    if absent or not verbs or not all(verbs):
        problem = "a verb cannot be 'absent'" if absent else "'verb' is empty"
        fields.error("check", f"{where}: {problem}", fields.key("verb"))
        return None
    return HasVerb(verbs=verbs)
