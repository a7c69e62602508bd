from __future__ import annotations

from exams.formats.fields import Fields
from recognition.kernel.yaml import read_yaml


def fields_of(text: str) -> Fields:
    document = read_yaml(text, file="bank.md")
    return Fields(document=document, path=(), value=document.value, findings=[])


def test_inner_mappings_know_their_lines_and_share_the_findings() -> None:
    fields = fields_of("rubric:\n  - id: a\n    points: x\n  - id: b\n")
    first, second = fields.mappings("rubric", where="q1", noun="a criterion")
    assert (first.line(), second.line()) == (2, 4)
    first.whole("points", least=1, most=9)
    assert [(finding.line, finding.code) for finding in fields.findings] == [(3, "not-in-range")]


def test_what_is_no_list_of_mappings_is_told() -> None:
    fields = fields_of("pairs:\n  - id: a\n  -\n  - word\nblanks: word\n")
    assert len(fields.mappings("pairs", where="q1", noun="a pair")) == 1
    assert fields.mappings("blanks", where="q1", noun="a blank") == ()
    assert fields.mappings("rubric", where="q1", noun="a criterion") == ()
    assert [str(finding).split(": ", 1)[1] for finding in fields.findings] == [
        "warning: q1: an empty item of 'pairs' is left out [empty-item]",
        "error: q1: 'pairs' holds something that is not a pair [not-a-mapping]",
        "error: q1: 'blanks' must be a list [not-a-list]",
    ]
