"""Check a piece of Go or JavaScript by what stands in it: calls, imports, functions, patterns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from exams.tasks.assertions import Assertion, Outcome, judge, read_assertions
from exams.tasks.functions import HasFunction, read_function
from exams.tasks.patterns import Pattern, PatternError, read_patterns
from exams.tasks.syntax import LANGUAGES, Code, Piece, parse_code
from recognition.kernel.findings import suggestion

if TYPE_CHECKING:
    from exams.formats.fields import Fields
    from exams.tasks.assertions import Check

KINDS = ("query", "calls", "imports", "function", "parses")
CHECK_KEYS = frozenset((*KINDS, "atleast", "absent"))
KEYS = frozenset(("language", "assertions"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Something is found at so many places at least, or nowhere.

    Attributes:
        find: Gives the places.
    """

    find: Callable[[Code], Sequence[object]] = field(repr=False)
    at_least: int = 1
    absent: bool = False

    @property
    def asks_nothing(self) -> bool:
        """See `Check`."""
        return self.absent

    def holds(self, answer: Code) -> bool:
        """See `Check`."""
        found = self.find(answer)
        return not found if self.absent else len(found) >= self.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Parses:
    """The whole answer is code of the language."""

    @property
    def asks_nothing(self) -> bool:
        """Any code would do."""
        return True

    def holds(self, answer: Code) -> bool:
        """See `Check`."""
        return answer.broken_line is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTask:
    """A task that wants a piece of code.

    Attributes:
        language: One of `LANGUAGES`.
    """

    language: str
    assertions: tuple[Assertion[Code], ...]

    def check(self, text: str) -> Outcome:
        """Say what of the task an answer does."""
        return judge(self.assertions, lambda: parse_code(text, self.language))


def read_code_task(fields: Fields, where: str) -> CodeTask:
    """Read a task, reporting to the findings of `fields`; it holds what could be read."""
    language = (fields.text("language") or "").strip().lower()
    if language not in LANGUAGES:
        hint = suggestion(language, LANGUAGES) or f"; there are {', '.join(LANGUAGES)}"
        message = f"{where}: unknown language '{language}'{hint}"
        fields.error("language", message, fields.key("language"))
        return CodeTask(language=language, assertions=())
    assertions = read_assertions(
        fields, where=where, keys=CHECK_KEYS, read_check=partial(_read_check, language)
    )
    return CodeTask(language=language, assertions=assertions)


def _read_check(language: str, fields: Fields, where: str) -> Check[Code] | None:
    given = [name for name in KINDS if fields.get(name) is not None]
    if len(given) != 1:
        fields.error("check", f"{where}: write one of {', '.join(KINDS)}")
        return None
    return _READERS[given[0]](language, fields, where)


def _read_query(language: str, fields: Fields, where: str) -> Places | None:
    try:
        patterns = read_patterns(fields.text("query") or "", language)
    except PatternError as error:
        fields.error("query", f"{where}: no usable query: {error}", fields.key("query"))
        return None
    return _places(fields, partial(_of_patterns, patterns))


def _read_calls(_language: str, fields: Fields, where: str) -> Places | None:
    name = _name(fields, where, "calls")
    return _places(fields, partial(_calls, name)) if name else None


def _read_imports(_language: str, fields: Fields, where: str) -> Places | None:
    name = _name(fields, where, "imports")
    return _places(fields, partial(_imports, name)) if name else None


def _places(fields: Fields, find: Callable[[Code], Sequence[object]]) -> Places:
    at_least = fields.whole("atleast", least=1, most=100) or 1
    return Places(find=find, at_least=at_least, absent=fields.truth("absent"))


def _name(fields: Fields, where: str, key: str) -> str:
    name = "".join((fields.text(key) or "").split())
    if not name:
        fields.error("check", f"{where}: '{key}' is empty", fields.key(key))
    return name


def _of_patterns(patterns: Sequence[Pattern], code: Code) -> list[Piece]:
    return [place for pattern in patterns for place in pattern.places(code)]


def _calls(name: str, code: Code) -> list[str]:
    """Give the calls of a function: `fmt.Println`, or `Println` of whatever."""
    called = [call.one("function") for call in code.of("call_expression")]
    names = [function.tight.replace("?.", ".") for function in called if function]
    return [one for one in names if one == name or one.endswith(f".{name}")]


def _imports(name: str, code: Code) -> list[str]:
    """Give the imports of a package or module; `require("x")` is one too."""
    specs = [spec.one("path") for spec in code.of("import_spec")]
    statements = [statement.one("source") for statement in code.of("import_statement")]
    required = [
        next(iter(arguments.parts()), None)
        for call in code.of("call_expression")
        if (function := call.one("function"))
        and function.tight == "require"
        and (arguments := call.one("arguments"))
    ]
    named = [one.text.strip("\"'`") for one in (*specs, *statements, *required) if one]
    return [one for one in named if one == name]


def _read_function(language: str, fields: Fields, where: str) -> HasFunction | None:
    return read_function(language, fields, where)


def _read_parses(_language: str, fields: Fields, where: str) -> Parses | None:
    if fields.truth("parses"):
        return Parses()
    fields.error("check", f"{where}: 'parses' can only be true", fields.key("parses"))
    return None


_READERS: dict[str, Callable[[str, Fields, str], Check[Code] | None]] = {
    "query": _read_query,
    "calls": _read_calls,
    "imports": _read_imports,
    "function": _read_function,
    "parses": _read_parses,
}
