"""Read a bank and the file of its keys as one."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from exams.formats.fields import plain_spelling
from recognition.kernel.findings import Finding
from recognition.kernel.yaml import Document

APART = "apart"
"""What a bank without its keys says under `keys`, so that nobody takes it for a broken one."""


def are_apart(value: dict[str, Any]) -> bool:
    """Tell whether a bank says that its keys stand in another file."""
    return any(plain_spelling(k) == "keys" and v == APART for k, v in value.items())


def joined(bank: Document, keys: Document) -> tuple[Document, tuple[Finding, ...]]:
    """Put the keys into a bank as if they had never left it.

    Args:
        bank: Without its keys; its lines stay those of its own file.
        keys: Of the key file.

    Returns:
        The bank, and what does not fit: a question without keys, keys without a question.
    """
    value = copy.deepcopy(bank.value)
    by_id = keys.value.get("keys") if isinstance(keys.value, dict) else None
    if not isinstance(by_id, dict):
        finding = keys.finding("key-file", "it has no 'keys', by the ids of the questions")
        return bank, (finding,)
    findings: list[Finding] = []
    left = dict(by_id)
    for index, question in enumerate(value.get("questions") or ()):
        if not isinstance(question, dict):
            continue
        name = str(question.get("id")).strip()
        secret = left.pop(name, None)
        if not isinstance(secret, dict):
            message = f"{name}: it has no entry in {keys.file}"
            findings.append(bank.finding("missing-key", message, "questions", index))
            continue
        problem = _give_back(question, secret)
        if problem:
            findings.append(keys.finding("extra-key", f"{name}: {problem}", "keys", name))
    findings += (
        keys.finding("extra-key", f"{name}: the bank has no such question", "keys", name)
        for name in left
    )
    return replace(bank, value=value), tuple(findings)


def _give_back(question: dict[str, Any], secret: dict[str, Any]) -> str:
    """Put what was taken back into a question; gives what is wrong, or nothing."""
    spellings = {plain_spelling(name): name for name in question}
    for name, value in secret.items():
        there = spellings.get(plain_spelling(name))
        if there is None:
            question[name] = value
        elif plain_spelling(name) == "options" and isinstance(value, dict):
            options = {
                str(option.get("id")).strip(): option
                for option in question[there] or ()
                if isinstance(option, dict)
            }
            for option, flags in value.items():
                if option not in options or not isinstance(flags, dict):
                    return f"it has no option '{option}'"
                options[option].update(flags)
        else:
            return f"'{there}' stands in the bank and in the key file"
    return ""


def no_key_file(bank: Document) -> Finding:
    """Say that a bank cannot be used without the file of its keys."""
    message = "its answer keys stand in a key file, which is not here"
    return bank.finding("no-key-file", message, "keys")
