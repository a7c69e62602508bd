"""Read questions in GIFT, Moodle's format for typing questions as plain text.

Source: Moodle's documentation, "GIFT format"; what is said there of fractions, feedback, ranges
and escapes holds here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from exams.formats.gift_answers import (
    Answer,
    read_choice,
    read_matching,
    read_numeric,
    read_short,
    read_truth,
)
from exams.formats.intake import MAX_ANSWERS, Imported, Intake, essay_rubric
from exams.formats.writing import Authored
from recognition.kernel.yaml import MAX_BYTES

FORMATS = {"html": "html", "markdown": "markdown", "plain": "plain", "moodle": "moodle"}
GAP = "\\_\\_\\_\\_\\_"
"""What a missing word leaves behind, as Markdown."""

_ESCAPES = {"\\" + sign: chr(0xF0000 + n) for n, sign in enumerate("~=#{}:\\")}
_HIDDEN = re.compile("|".join(map(re.escape, _ESCAPES)))
_SHOWN = str.maketrans({place: sign[1] for sign, place in _ESCAPES.items()})

_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
_ID = re.compile(r"\[id:([^\[\]]{1,100})\]")
_TAG = re.compile(r"\[tag:([^\[\]]{1,100})\]")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
_PART = re.compile(r"[~=][^~=]*")
_WEIGHT = re.compile(r"\s*%([^%\n]{1,20})%")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """The lines of one question, comments taken out.

    Attributes:
        text: With escaped signs hidden.
        lines: The line in the file of every line of the text.
        comment: What stood in comments above and in it.
    """

    text: str
    lines: tuple[int, ...]
    comment: str

    def line(self, place: int = 0) -> int:
        """Give the line in the file of a place in the text."""
        return self.lines[min(self.text.count("\n", 0, place), len(self.lines) - 1)]


def read_gift(text: str, *, file: str) -> Imported:
    """Read all questions of a text.

    Args:
        text: The file.
        file: The path as its owner knows it.
    """
    intake = Intake(file=file)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        intake.left_out(1, f"the file is larger than {MAX_BYTES:,} bytes", code="too-large")
        return intake.imported()
    for block in _blocks(text):
        category = _CATEGORY.fullmatch(block.text)
        if category:
            intake.categorise(shown(category[1]))
        else:
            _question(intake, block)
    return intake.imported()


def shown(text: str) -> str:
    r"""Give escaped signs as themselves; `\n` is the end of a line."""
    return text.replace("\\n", "\n").translate(_SHOWN).strip()


def _blocks(text: str) -> Iterator[_Block]:
    """Cut the text at empty lines; a category is a block of its own."""
    kept: list[tuple[int, str]] = []
    comments: list[str] = []
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(" " if 0xF0000 <= ord(sign) <= 0xF0010 else sign for sign in plain)  # noqa: PLR2004
    for number, line in enumerate([*plain.split("\n"), ""], start=1):
        is_category = _CATEGORY.match(line) is not None
        if line.lstrip().startswith("//"):
            comments.append(line)
            continue
        if kept and (is_category or not line.strip()):
            yield _block(kept, comments)
            kept, comments = [], []
        if is_category:
            yield _block([(number, line)], [])
            comments = []
        elif line.strip():
            kept.append((number, line))
        else:
            # What was said before an empty line belongs to no question.
            comments = []


def _block(kept: list[tuple[int, str]], comments: list[str]) -> _Block:
    text = "\n".join(line for _, line in kept)
    return _Block(
        text=_HIDDEN.sub(lambda match: _ESCAPES[match[0]], text),
        lines=tuple(number for number, _ in kept),
        comment="\n".join(comments),
    )


def _question(intake: Intake, block: _Block) -> None:
    text, title, place = block.text, "", 0
    found = _TITLE.match(text)
    if found:
        title, place = shown(found[1]), found.end()
    form = "moodle"
    found = _FORMAT.match(text, place)
    if found:
        form, place = FORMATS[found[1].lower()], found.end()
    opening, closing = text.find("{", place), text.rfind("}")
    wished = _ID.search(block.comment)
    name = intake.question_id(wished[1] if wished else "", title)
    for tag in _TAG.findall(block.comment):
        intake.not_taken(block.line(), f"{name}: the tag '{tag}' has no place here")
    if opening < 0 and closing < 0:
        intake.not_taken(block.line(), f"{name}: a text without an answer asks nothing; left out")
        return
    if not place <= opening < closing or "{" in text[opening + 1 : closing]:
        intake.left_out(block.line(), f"{name}: the braces of its answer do not match")
        return
    if "}" in text[opening + 1 : closing]:
        intake.left_out(block.line(), f"{name}: it has more than one answer in braces")
        return
    before = intake.text(shown(text[place:opening]), form, block.line(place), name)
    after = intake.text(shown(text[closing + 1 :]), form, block.line(closing), name)
    inside, separator, general = text[opening + 1 : closing].partition("####")
    line = block.line(opening)
    explanation = intake.text(shown(general), form, line, name) if separator else ""
    asked = f"{before} {GAP} {after}".strip() if after else before
    question = _answered(intake, name, inside, block, opening + 1, form)
    if question is None:
        return
    explanation = "\n\n".join(
        part for part in (explanation, str(question.pop("explanation", ""))) if part
    )
    intake.add(
        block.line(),
        {"id": name, "text": asked, "marks": 1, **question, "explanation": explanation},
    )


def _answered(
    intake: Intake, name: str, inside: str, block: _Block, start: int, form: str
) -> dict[str, Authored] | None:
    """Read what stands in the braces; `None` after it was reported."""
    line, stripped = block.line(start), inside.strip()
    truth = _TRUTH.fullmatch(stripped)
    if not stripped:
        message = f"{name}: an essay has no rubric there; write a better one than one line"
        intake.not_taken(line, message)
        return {"type": "essay", "rubric": essay_rubric(1)}
    if truth:
        feedback = [shown(part) for part in (truth[2] or "").split("#")[1:]]
        words = [intake.text(part, form, line, name) for part in feedback]
        return read_truth(truth[1].upper().startswith("T"), words)
    read = read_numeric
    offset = inside.index("#") + 1 if stripped.startswith("#") else 0
    answers = _answers(intake, name, inside[offset:], block, start + offset, form)
    if not offset:
        if stripped[0] not in "=~":
            intake.left_out(line, f"{name}: an answer begins with = or ~")
            return None
        if any(not answer.right for answer in answers):
            read = read_choice
        else:
            is_matching = all("->" in answer.text for answer in answers)
            read = read_matching if is_matching else read_short
    return read(intake, name, answers, line)


def _answers(
    intake: Intake, name: str, inside: str, block: _Block, start: int, form: str
) -> list[Answer]:
    """Read the single answers; a number alone, without `=`, is one too."""
    found: list[Answer] = []
    pieces = [
        (match.start(), match[0]) for match in islice(_PART.finditer(inside), MAX_ANSWERS + 1)
    ]
    if len(pieces) > MAX_ANSWERS:
        intake.not_taken(block.line(start), f"{name}: answers beyond {MAX_ANSWERS} are left out")
        pieces = pieces[:MAX_ANSWERS]
    first = pieces[0][0] if pieces else len(inside)
    if inside[:first].strip():
        pieces.insert(0, (0, "=" + inside[:first]))
    for place, piece in pieces:
        line, rest = block.line(start + place), piece[1:]
        weight = _WEIGHT.match(rest)
        rest = rest[weight.end() :] if weight else rest
        own = _FORMAT.match(rest)
        rest, used = (rest[own.end() :], FORMATS[own[1].lower()]) if own else (rest, form)
        text, _, feedback = rest.partition("#")
        found.append(
            Answer(
                right=piece[0] == "=",
                percent=weight[1].strip() if weight else None,
                text=shown(text),
                markdown=intake.text(shown(text), used, line, name),
                feedback=intake.text(shown(feedback), used, line, name),
                line=line,
            )
        )
    return found
