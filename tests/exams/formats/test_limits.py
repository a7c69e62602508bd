"""A hostile or broken bank file is refused with its line, quickly, and touches no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from exams.formats.academy import read_bank
from exams.library import load_banks
from recognition.kernel.yaml import MAX_BYTES, MAX_DEPTH, MAX_NODES
from tests.exams.factories import bank_text

GOOD = bank_text('id: "q1"\ntext: "Name it."\ntype: "short-answer"\ncorrectAnswer: "x"\n')
LAUGHS = "\n".join(
    [
        "a: &a [lol, lol]",
        *(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdef", "bcdefg", strict=True)),
    ]
)


@pytest.mark.parametrize(
    ("hostile", "code", "line"),
    [
        (LAUGHS, "alias", 2),
        ("a: !!python/object:os.system {}", "tag", 2),
        ("a: 1\nx: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "too-deep", 3),
        ("a: [" + "1," * (MAX_NODES + 1) + "]", "too-large", 2),
        ('a: "' + "x" * MAX_BYTES + '"', "too-large", 2),
        ("a: 1\na: 2", "duplicate-key", 3),
        ('a: 1\nb: "\\q"', "yaml", 3),
        ("a: .inf", "number", 2),
    ],
)
def test_what_is_not_plain_yaml_is_refused_at_its_line_and_other_banks_load(
    tmp_path: Path, hostile: str, code: str, line: int
) -> None:
    text = GOOD.replace("---\n", f"---\n{hostile}\n", 1)
    reading = read_bank(text, file="demo.md")
    assert reading is not None
    assert reading.bank is None
    assert [(f.code, f.line) for f in reading.findings] == [(code, line)]
    (tmp_path / "bad.md").write_text(text)
    (tmp_path / "good.md").write_text(GOOD)
    assert list(load_banks([tmp_path]).banks) == ["good"]
