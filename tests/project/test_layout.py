"""The house stands as designed: what lies at the top, how large modules are, what they import."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOP = {
    "app.py", "app.yml", "badge_templates", "docs", "exams", "recognition", "tests", "webhooks",
    "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "SECURITY.md",
    "pyproject.toml", "requirements.lock", "requirements-dev.lock",
}  # fmt: skip

PURE = [
    "recognition/external.py", "recognition/facts.py", "recognition/people.py",
    "recognition/catalog.py", "recognition/domains.py",
    "recognition/awards.py", "recognition/effects.py", "recognition/digest",
    "recognition/audit.py", "recognition/decisions.py", "recognition/leaderboard.py",
    "recognition/renewals.py", "recognition/reverts.py", "recognition/rules", "recognition/render",
    "recognition/suspicion.py",
    "exams/alike.py", "exams/bank.py", "exams/blueprint.py", "exams/numbers.py",
    "exams/bank_changes.py", "exams/bank_review.py", "exams/paper_preview.py",
    "exams/content.py", "exams/draw.py", "exams/grading.py", "exams/attempt.py",
    "exams/bands.py", "exams/composite.py",
    "exams/lint", "exams/policy.py", "exams/eligibility.py", "exams/receipts.py",
    "exams/statistics", "exams/honesty.py", "exams/integrity",
    "exams/recounting.py", "exams/regrading.py", "exams/reviewing.py",
    "exams/questions", "exams/tasks", "exams/formats", "exams/comments.py", "webhooks/grammar.py",
    "webhooks/bank_proposals.py", "webhooks/blocks.py", "webhooks/deeds",
    "webhooks/payloads", "webhooks/reverts.py",
    "webhooks/signature.py", "webhooks/trailers.py",
]  # fmt: skip

IMPURE = {
    "flask", "sqlmodel", "sqlalchemy", "github", "requests", "apscheduler", "random", "time", "os",
}  # fmt: skip


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


def test_nothing_else_lies_at_the_top() -> None:
    found = {name.partition("/")[0] for name in tracked()}
    assert {name for name in found if not name.startswith(".")} <= TOP


def test_pure_modules_do_no_input_or_output() -> None:
    for place in PURE:
        path = ROOT / place
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        assert files, f"{place} is not there"
        for file in files:
            imported = imports_of(file) & IMPURE
            assert not imported, f"{file.relative_to(ROOT)} imports {sorted(imported)}"


def imports_of(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").partition(".")[0])
    return found


def test_tables_stand_only_in_store_modules() -> None:
    stores = {
        "recognition/store.py",
        "recognition/kernel/store/tables.py",
        "exams/store.py",
        "webhooks/inbox.py",
    }
    for name in tracked():
        if name.endswith(".py") and not name.startswith("tests/") and name not in stores:
            text = (ROOT / name).read_text(encoding="utf-8")
            assert "table=True)" not in text, f"{name} declares a table"


def test_only_the_client_package_imports_the_github_library() -> None:
    for name in tracked():
        if name.endswith(".py") and not name.startswith(("tests/", "webhooks/github/")):
            assert "github" not in imports_of(ROOT / name), f"{name} imports PyGithub"


def test_every_module_says_what_it_is_for() -> None:
    for name in tracked():
        if name.endswith(".py") and not name.startswith("tests/") and "/versions/" not in name:
            tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
            assert ast.get_docstring(tree), f"{name} has no docstring"


def test_no_registry_address_is_committed() -> None:
    address = re.compile(
        r"https?://[^ )\"']*(pypi|npmjs|pythonhosted)|^[^#]*index-url", re.MULTILINE
    )
    allowed = {"Makefile", "tests/project/test_layout.py"}
    for name in tracked():
        if name in allowed or name.endswith((".png", ".gz")):
            continue
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        assert not address.search(text), f"{name} names a package registry"
