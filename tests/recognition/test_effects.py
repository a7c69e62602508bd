"""Tests of recognition.effects."""

from __future__ import annotations

import json

import pytest

from recognition.effects import (
    Annotation,
    CheckEffect,
    CommentEffect,
    Conclusion,
    Effect,
    IssueEffect,
    ReactionEffect,
    effect_as_payload,
    effect_from_payload,
    kind_of,
)
from recognition.facts import Repo
from recognition.kernel.ids import RepoId

REPO = Repo(id=RepoId(7), full_name="meshery/meshery")
EFFECTS: list[Effect] = [
    CommentEffect(key="award:1", repo=REPO, number=3, body="Well done"),
    ReactionEffect(key="seen:5", repo=REPO, comment_id=5, content="eyes"),
    IssueEffect(key="digest:1", repo=REPO, title="Digest", body="…", labels=("recognition",)),
    CheckEffect(
        key="rules:7:3",
        repo=REPO,
        head_sha="0f" * 20,
        name="Recognition rules",
        conclusion=Conclusion.NEUTRAL,
        title="2 people gain a badge",
        summary="…",
    ),
    CheckEffect(
        key="banks:7:3",
        repo=REPO,
        head_sha="0f" * 20,
        name="Exam banks",
        conclusion=Conclusion.ACTION_REQUIRED,
        title="Waits for two maintainers",
        summary="…",
        annotations=(
            Annotation(
                path="exams/demo.md", line=7, title="no-key", message="No key", is_failure=True
            ),
        ),
    ),
]


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: str(effect.key))
def test_an_effect_comes_back_from_its_row(effect: Effect) -> None:
    payload = json.loads(json.dumps(effect_as_payload(effect)))
    assert effect_from_payload(effect.key, kind_of(effect), payload) == effect
