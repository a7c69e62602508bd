from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from exams.cli import exams
from tests.exams.examples import MATCHING
from tests.exams.factories import bank_text

BANK = bank_text(
    """
id: "q1"
text: "Which one?"
type: "single-answer"
marks: 2
options:
  - {id: "a", text: "This one", isCorrect: true}
  - {id: "b", text: "That one, a little longer"}
""",
    """
id: "q2"
text: "Which ones?"
type: "multiple-answers"
marks: 3
options:
  - {id: "a", text: "One", isCorrect: true}
  - {id: "b", text: "Two", isCorrect: true}
  - {id: "c", text: "Three"}
""",
    'id: "q3"\ntext: "Name it."\ntype: "short_answer"\nmarks: 1\ncorrectAnswer: "Mesh Map"\n',
)
MIXED = bank_text(
    """
id: "q2"
text: "Which ones?"
type: "multiple-answers"
marks: 3
options:
  - {id: "a", text: "One", isCorrect: true}
  - {id: "b", text: "Two", isCorrect: true}
  - {id: "c", text: "Three"}
  - {id: "d", text: "Four"}
  - {id: "e", text: "Five"}
""",
    'id: "q3"\ntext: "Name it."\ntype: "short_answer"\nmarks: 9\ncorrectAnswer: "Mesh Map"\n',
)
BROKEN = BANK.replace(
    ', isCorrect: true}\n      - {id: "b", text: "That', '}\n      - {id: "b", text: "That'
)
RIGHT = [
    {"questionId": "q1", "selectedOptionId": {"a": True, "b": False}, "answerText": ""},
    {"questionId": "q2", "selectedOptionId": {"a": True, "b": True}, "answerText": ""},
    {"questionId": "q3", "selectedOptionId": {}, "answerText": " mesh  MAP "},
]


def run(*args: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(exams, [str(arg) for arg in args], input=stdin)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "demo.md"
    path.write_text(BANK)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    assert BROKEN != BANK
    path = tmp_path / "broken.md"
    path.write_text(BROKEN)
    return path


def grade(bank: Path, answers: Any) -> dict[str, Any]:
    result = run("grade", bank, "-", "--json", stdin=json.dumps(answers))
    assert result.exit_code == 0, result.output
    evaluation: dict[str, Any] = json.loads(result.stdout)
    return evaluation


def test_right_answers_get_the_academys_evaluation(bank: Path) -> None:
    assert grade(bank, RIGHT) == {
        "score": 6,
        "totalMarks": 6,
        "percentageScored": 100.0,
        "passed": True,
        "passPercentage": 70,
        "correctSubmissions": {"q1": True, "q2": True, "q3": True},
    }


def test_open_questions_count(bank: Path) -> None:
    evaluation = grade(bank, RIGHT[:1])
    assert (evaluation["score"], evaluation["totalMarks"], evaluation["passed"]) == (2, 6, False)
    assert evaluation["percentageScored"] == pytest.approx(33.333333)
    assert evaluation["correctSubmissions"] == {"q1": True, "q2": False, "q3": False}


def test_an_answer_that_cannot_be_one_is_named_and_earns_nothing(bank: Path) -> None:
    twice = [{"questionId": "q1", "selectedOptionId": {"a": True, "b": True}, "answerText": ""}]
    result = run("grade", bank, "-", "--json", stdin=json.dumps(twice))
    assert result.exit_code == 0
    assert "Question q1: only one option" in result.stderr
    assert json.loads(result.stdout)["score"] == 0


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ("nonsense", "not JSON"),
        ("{}", "list of objects"),
        ("[1]", "list of objects"),
        ('[{"questionId": "q9", "answerText": ""}]', "no question 'q9'"),
        ('[{"answerText": ""}]', "no question None"),
        (json.dumps([RIGHT[0], RIGHT[0]]), "answered twice"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_answers_that_do_not_fit_are_wrong_use(bank: Path, answers: str, problem: str) -> None:
    result = run("grade", bank, "-", stdin=answers)
    assert result.exit_code == 2
    assert problem in result.stderr


def test_answers_that_are_not_utf8_are_wrong_use(bank: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_bytes(b"\xff\xff\xff")
    assert run("grade", bank, answers).exit_code == 2


def test_people_read_fraction_and_percentage(bank: Path) -> None:
    result = run("grade", bank, "-", stdin=json.dumps(RIGHT[:2]))
    assert result.stdout == "5/6 marks, 83.33 %: passed\n"


def test_a_bank_with_an_error_is_not_graded(broken: Path) -> None:
    result = run("grade", broken, "-", stdin="[]")
    assert result.exit_code == 1
    assert f"{broken}:8: error: q1: no option is marked" in result.stderr


def test_check_counts_every_bank_and_ends_with_1_on_errors(bank: Path, broken: Path) -> None:
    result = run("check", bank.parent, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    rules = [counts.pop("rules") for counts in told]
    assert rules[0] == []
    assert rules[1][1] == {
        "rule": "Attempts",
        "value": "3: the first and 2 retakes",
        "origin": f"maxAttempts in {bank.name}:5",
    }
    assert told == [
        {
            "file": str(path),
            "title": "Demo",
            "questions": 3,
            "types": {"multiple-answers": 1, "short-answer": 1, "single-answer": 1},
            "marks": 6,
            "warnings": 0,
            "errors": errors,
        }
        for path, errors in ((broken, 1), (bank, 0))
    ]
    assert run("check", bank, "--json").exit_code == 0


def test_check_prints_a_table_for_people(bank: Path) -> None:
    lines = run("check", bank).stdout.splitlines()
    assert lines[0].split() == ["file", "title", "questions", "marks", "warnings", "errors"]
    assert lines[1].split() == [str(bank), "Demo", "3", "6", "0", "0"]


def test_lint_names_file_and_line_and_ends_with_1_on_errors_only(bank: Path, broken: Path) -> None:
    result = run("lint", broken, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)[0] == {
        "file": str(broken),
        "line": 8,
        "code": "no-key",
        "severity": "error",
        "message": "q1: no option is marked isCorrect",
    }
    bank.write_text(MIXED.replace('text: "Five"', 'text: "One"'))
    warned = run("lint", bank)
    assert warned.exit_code == 0
    assert f"{bank}:8: warning: q2: 2 options read 'one'" in warned.stdout


def test_lint_annotates_a_workflow(broken: Path) -> None:
    result = run("lint", broken, "--format", "github")
    assert result.exit_code == 1
    line = f"::error file={broken},line=8,title=no-key::q1: no option is marked isCorrect"
    assert result.stdout.splitlines()[0] == line


def test_lint_names_a_file_whose_exam_nobody_reads(tmp_path: Path) -> None:
    """So stands a whole exam in the Academy's repository: instructions first, then the bank."""
    stray = tmp_path / "exam"
    stray.write_text(f"Write questions, please.\n\n{BANK}")
    result = run("lint", tmp_path, "--json")
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)
    assert (finding["line"], finding["code"]) == (3, "late-front-matter")
    stray.write_text("Just a text.\n\n---\n\nabout\nquestions\n")
    assert run("lint", tmp_path).exit_code == 1
    assert "no bank file found" in run("lint", tmp_path).stderr


def test_lint_without_paths_is_wrong_use_unless_rules_are_asked_for() -> None:
    assert run("lint").exit_code == 2
    assert run("lint", "--codes").exit_code == 0


def test_a_folder_without_banks_is_a_problem(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == 1
    assert run("check", tmp_path / "nowhere").exit_code == 2


def test_a_preview_shows_a_paper_and_no_key(bank: Path) -> None:
    bank.write_text(BANK.replace("questions:", "numberOfQuestions: 3\nquestions:"))
    shown = run("preview", bank)
    assert shown.exit_code == 0
    assert "Demo: 3 questions, 6 marks" in shown.stdout
    assert "Mesh Map" not in shown.stdout
    assert run("preview", bank).stdout == shown.stdout
    assert any(run("preview", bank, "--seed", str(n)).stdout != shown.stdout for n in range(5))


def test_a_preview_shows_what_is_to_be_matched(bank: Path) -> None:
    bank.write_text(bank_text(MATCHING))
    lines = run("preview", bank).stdout.splitlines()
    stems = [line for line in lines if line.endswith(": …")]
    assert len(stems) == MATCHING.count("match:")
    assert all(line.startswith("   ") for line in stems)


@pytest.mark.parametrize("verb", ["check", "lint", "grade", "preview"])
def test_every_verb_explains_itself_with_an_example(verb: str) -> None:
    text = run(verb, "--help").stdout
    assert f"Example: recognition exams {verb} " in text
