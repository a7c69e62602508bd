"""Commands for exam authors: check, lint, grade and preview a bank before anybody sits it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from exams.cli.group import AS_JSON, exams, key_files
from exams.content import bank_version
from exams.draw import draw, whole_paper
from exams.formats.academy_json import evaluation
from exams.grading import grade
from exams.library import read_banks, stray_banks
from exams.lint import RULES, lint_bank
from exams.lint.annotations import workflow_command
from exams.questions import QUESTION_TYPES, ResponseError, present
from recognition.kernel.cli import EXIT_PROBLEMS, print_json, print_table
from recognition.kernel.findings import Severity

if TYPE_CHECKING:
    from exams.bank import Bank, Response
    from exams.formats.academy import BankReading

PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
BANK = click.argument("bank", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@exams.command()
@PATHS
@AS_JSON
def check(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Count what every bank file below PATHS holds, and how many problems it has.

    A bank is any file whose front matter says `type: test` or has `questions:`. Ends with
    1 where one has an error.

    Example: recognition exams check content/certifications --json
    """
    readings = _readings(paths)
    if as_json:
        print_json([_counts(reading) for reading in readings])
    else:
        print_table(
            ("file", "title", "questions", "marks", "warnings", "errors"),
            [
                (
                    reading.file,
                    reading.title,
                    str(reading.questions),
                    str(reading.marks),
                    str(len(reading.warnings)),
                    str(len(reading.errors)),
                )
                for reading in readings
            ],
        )
    _end(any(reading.errors for reading in readings))


@exams.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@AS_JSON
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "github")),
    default="text",
    show_default=True,
    help="github: annotations of a workflow's run.",
)
@click.option("--codes", is_flag=True, help="List every rule, its severity and advice, instead.")
def lint(paths: tuple[Path, ...], *, as_json: bool, form: str, codes: bool) -> None:
    """Name every problem of every bank file below PATHS, with its line.

    Ends with 1 where there is an error. An error of the reader keeps the exam from being
    offered; one of a lint rule does not, but the exam proves little until it is mended.

    Example: recognition exams lint exams/banks
    """
    if codes:
        _print_rules(as_json=as_json or form == "json")
        return
    if not paths:
        raise click.UsageError("Missing argument 'PATHS...'.")
    findings = list(stray_banks(paths))
    for reading in read_banks(paths, keys=key_files()) if findings else _readings(paths):
        findings += reading.findings
        findings += () if reading.bank is None else lint_bank(reading.bank)
    findings.sort(key=lambda finding: (finding.file, finding.line))
    if as_json or form == "json":
        print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            click.echo(workflow_command(finding) if form == "github" else str(finding))
    _end(any(finding.severity is Severity.ERROR for finding in findings))


def _print_rules(*, as_json: bool) -> None:
    rules = [rule for _, rule in RULES.items()]
    if as_json:
        print_json(
            [
                {"code": rule.code, "severity": rule.severity, "advice": rule.advice}
                for rule in rules
            ]
        )
    else:
        rows = [(rule.code, str(rule.severity), rule.advice) for rule in rules]
        print_table(("code", "severity", "advice"), rows)


@exams.command(name="grade")
@BANK
@click.argument("answers", type=click.File("rb"))
@AS_JSON
def grade_answers(bank: Path, answers: BinaryIO, *, as_json: bool) -> None:
    r"""Grade ANSWERS to all questions of BANK, as one paper.

    ANSWERS is a JSON list in the Academy's form, `-` for standard input:
    [{"questionId": "q1", "selectedOptionId": {"a": true}, "answerText": ""}]

    An answer that cannot be one, such as two ticks where one is asked for, is named on
    standard error and earns nothing.

    Example: recognition exams grade exams/banks/meshery-cli.md answers.json --json
    """
    content = _one_bank(bank)
    result = grade(
        whole_paper(content, bank_version(content)), _responses(content, answers.read()), content
    )
    if as_json:
        print_json(evaluation(result.score, result.correct))
        return
    score = result.score
    click.echo(
        f"{score.fraction} marks, {score.percent} %: {'passed' if score.passed else 'failed'}"
    )


@exams.command()
@BANK
@click.option("--seed", default="preview", show_default=True, help="Another seed, another paper.")
def preview(bank: Path, seed: str) -> None:
    """Show one paper of BANK as a candidate would get it, without the key.

    Example: recognition exams preview exams/banks/meshery-cli.md --seed 2
    """
    content = _one_bank(bank)
    questions = content.by_id()
    paper = draw(content, bank_version(content), seed)
    click.echo(f"{content.title}: {len(paper.items)} questions, {paper.possible} marks")
    for number, item in enumerate(paper.items, start=1):
        question = present(questions[item.question_id].public, item.option_order)
        click.echo(f"\n{number}. {question.text} ({question.marks})")
        for prompt in question.prompts:
            click.echo(f"   {prompt.text}: …")
        for option in question.options:
            click.echo(f"   [ ] {option.text}")
        for line in question.starter.splitlines():
            click.echo(f"   | {line}")


def _readings(paths: tuple[Path, ...]) -> list[BankReading]:
    readings = list(read_banks(paths, keys=key_files()))
    if not readings:
        click.echo("no bank file found: front matter with 'type: test' or 'questions:'", err=True)
        _end(problems=True)
    return readings


def _counts(reading: BankReading) -> dict[str, object]:
    return {
        "file": reading.file,
        "title": reading.title,
        "questions": reading.questions,
        "types": dict(reading.types),
        "marks": reading.marks,
        "warnings": len(reading.warnings),
        "errors": len(reading.errors),
        "rules": [
            {"rule": label, "value": words, "origin": origin}
            for label, words, origin in (reading.bank.policy.rows() if reading.bank else ())
        ],
    }


def _one_bank(path: Path) -> Bank:
    """Read a bank that can be graded; otherwise name its problems and end with 1."""
    reading = next(iter(_readings((path,))))
    if reading.bank is None:
        for finding in reading.errors:
            click.echo(str(finding), err=True)
        click.get_current_context().exit(EXIT_PROBLEMS)
    return reading.bank


def _responses(bank: Bank, text: bytes) -> dict[str, Response]:
    """Read answers; those that cannot be one are named and left out.

    Raises:
        click.UsageError: The text is no list of answers to different questions of the bank.
    """
    questions = bank.by_id()
    seen: set[str] = set()
    responses: dict[str, Response] = {}
    for answer in _answers(text):
        name = answer.get("questionId")
        if not isinstance(name, str) or name not in questions:
            raise click.UsageError(f"the bank has no question {name!r}")
        if name in seen:
            raise click.UsageError(f"question {name!r} is answered twice")
        seen.add(name)
        question = questions[name].public
        try:
            response = QUESTION_TYPES[question.type].parse_response(question, answer)
        except ResponseError as error:
            click.echo(f"not counted: {error}", err=True)
            continue
        if response is not None:
            responses[name] = response
    return responses


def _answers(text: bytes) -> list[dict[str, Any]]:
    try:
        answers = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"the answers are not JSON: {error}") from error
    if not isinstance(answers, list) or not all(isinstance(item, dict) for item in answers):
        raise click.UsageError("the answers must be a list of objects with questionId")
    return answers


def _end(problems: bool) -> None:  # noqa: FBT001 - the name of the one argument says it
    if problems:
        click.get_current_context().exit(EXIT_PROBLEMS)
