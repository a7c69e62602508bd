"""Tests of webhooks.recorder: what is announced of what was learnt, and what is not."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from recognition.kernel.settings import Mode
from recognition.kernel.store import Database
from recognition.render.addresses import Addresses
from recognition.service.rulebook import Rulebook
from recognition.store import AwardRow, EffectRow
from tests.recognition.factories import NOON, make_badges, make_fact
from webhooks.recorder import Recorder


def test_what_is_earned_by_a_repositorys_new_name_is_announced_nowhere(database: Database) -> None:
    catalog = make_badges(it="where: {repos: a/new}\nfirst: true")
    recorder = Recorder(
        rulebook=Rulebook(catalog),
        addresses=Addresses("https://recognition.example"),
        mode=Mode.LIVE,
        digest_repo=None,
    )
    deed = make_fact(1, repo="a/old")
    assert deed.repo is not None
    renamed = Repo(id=RepoId(deed.repo.id), full_name="a/new")
    with database.writing() as session:
        recorder.record(session, [deed], now=NOON)
        recorder.see_names(session, [(renamed, NOON + timedelta(hours=1))], now=NOON)
        assert session.exec(select(AwardRow.quiet)).all() == [True]
        assert session.exec(select(EffectRow)).all() == []
