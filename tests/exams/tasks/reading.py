"""Read tasks from the YAML their authors write, and say in short what was found in answers."""

from __future__ import annotations

from textwrap import dedent

from exams.formats.fields import Fields
from exams.tasks.assertions import Outcome
from exams.tasks.code import CodeTask, read_code_task
from exams.tasks.command import CommandTask, read_command_task
from exams.tasks.design import DesignTask, read_design_task
from exams.tasks.manifest import ManifestTask, read_manifest_task
from recognition.kernel.yaml import read_yaml


def fields_of(text: str) -> Fields:
    document = read_yaml(dedent(text), file="bank.md")
    assert isinstance(document.value, dict)
    return Fields(document=document, path=(), value=document.value, findings=[])


def _clean(fields: Fields) -> Fields:
    assert not fields.findings, [str(finding) for finding in fields.findings]
    return fields


def manifest_task(text: str) -> ManifestTask:
    fields = fields_of(text)
    task = read_manifest_task(fields, "q1")
    _clean(fields)
    return task


def design_task(text: str) -> DesignTask:
    fields = fields_of(text)
    task = read_design_task(fields, "q1")
    _clean(fields)
    return task


def command_task(text: str) -> CommandTask:
    fields = fields_of(text)
    task = read_command_task(fields, "q1")
    _clean(fields)
    return task


def code_task(text: str) -> CodeTask:
    fields = fields_of(text)
    task = read_code_task(fields, "q1")
    _clean(fields)
    return task


def passed(outcome: Outcome) -> set[str]:
    """Give the ids of what passed, of an answer that could be checked."""
    assert outcome.is_certain, outcome.failure
    return {verdict.id for verdict in outcome.verdicts if verdict.passed}
