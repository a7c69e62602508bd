"""The `recognition` program in a folder of its own, for tests of its commands."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from recognition.cli import COMMANDS
from recognition.kernel.cli import Program, Shell

ROOT = Path(__file__).resolve().parents[2]


def fact(number: int, person: int = 7) -> dict[str, Any]:
    return {
        "key": f"pr.merged:42:{number}:{person}:author",
        "version": 1,
        "kind": "pr.merged",
        "actor": {"id": person, "login": f"person-{person}", "type": "User"},
        "repo": {"id": 42, "full_name": "meshery/meshery"},
        "at": f"2026-10-{number:02}T12:00:00Z",
        "attrs": {"number": number, "role": "author", "paths": ["docs/a.md"], "labels": []},
    }


class Terminal:
    """The program in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"DATA_DIR": str(folder / "data"), "RECOGNITION_CATALOG": ""}
        self.program = Program("recognition")
        for command in COMMANDS:
            self.program.add_command(command)

    def run(self, *words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(
            self.program,
            list(words),
            obj=Shell(ROOT, compose=lambda settings: settings),
            env=self.environment,
            input=stdin,
        )

    def facts(self, *facts: dict[str, Any], name: str = "facts.jsonl") -> str:
        text = "".join(json.dumps(one) + "\n" for one in facts)
        path = self.folder / name
        if name.endswith(".gz"):
            path.write_bytes(gzip.compress(text.encode()))
        else:
            path.write_text(text, encoding="utf-8")
        return str(path)
