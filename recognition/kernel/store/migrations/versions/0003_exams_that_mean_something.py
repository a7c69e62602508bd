"""Give questions versions, and attempts a history, reviews, regrades and appeals.

Revision: 0003
After: 0002
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accommodation",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("exam", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column(
            "given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "exam"),
    )
    op.create_table(
        "question_version",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("exam", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["supersedes"],
            ["question_version.hash"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index(
        "question_version_of",
        "question_version",
        ["exam", "question_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "regrade_plan",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("exam", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("may_lower", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_login", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("approved_login", sa.String(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "answer_change",
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("save_no", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.PrimaryKeyConstraint("attempt_id", "save_no", "question_id"),
    )
    op.create_table(
        "appeal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=True),
        sa.Column("exam", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_login", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["regrade_plan.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_appeal_attempt_id"), "appeal", ["attempt_id"], unique=False)
    op.create_table(
        "attempt_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_attempt_event_attempt_id"), "attempt_event", ["attempt_id"], unique=False
    )
    op.create_table(
        "attempt_item",
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_version", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=True),
        sa.Column(
            "earned_num", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "earned_den", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("review", sa.String(), nullable=True),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["question_version"],
            ["question_version.hash"],
        ),
        sa.PrimaryKeyConstraint("attempt_id", "question_id"),
    )
    op.create_index("attempt_item_version", "attempt_item", ["question_version"], unique=False)
    op.create_index("attempt_newest", "attempt", ["exam", "started_at"], unique=False)
    op.create_index(op.f("ix_attempt_item_review"), "attempt_item", ["review"], unique=False)
    op.create_table(
        "integrity_signal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("exam", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "closed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("closed_login", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "integrity_signal_once",
        "integrity_signal",
        ["attempt_id", "kind", "other_id"],
        unique=True,
    )
    op.create_index(op.f("ix_integrity_signal_exam"), "integrity_signal", ["exam"], unique=False)
    op.create_table(
        "network_trace",
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("prefix_hash", sa.String(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.PrimaryKeyConstraint("attempt_id", "prefix_hash"),
    )
    op.create_index(op.f("ix_network_trace_last_at"), "network_trace", ["last_at"], unique=False)
    op.create_table(
        "regrade_line",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column(
            "before_num", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "before_den", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("before_possible", sa.Integer(), nullable=False),
        sa.Column("before_passed", sa.Boolean(), nullable=False),
        sa.Column(
            "after_num", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "after_den", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("after_possible", sa.Integer(), nullable=False),
        sa.Column("after_passed", sa.Boolean(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["regrade_plan.id"],
        ),
        sa.PrimaryKeyConstraint("plan_id", "attempt_id"),
    )
    op.create_table(
        "review_task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("exam", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "claimed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_review_task_closed_at"), "review_task", ["closed_at"], unique=False)
    op.create_index(
        "review_task_answer", "review_task", ["attempt_id", "question_id"], unique=True
    )
    op.create_table(
        "review_mark",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column(
            "grader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("grader_login", sa.String(), nullable=False),
        sa.Column(
            "marks_num", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "marks_den", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["review_task.id"],
        ),
        sa.PrimaryKeyConstraint("task_id", "grader_id"),
    )
    op.add_column(
        "attempt", sa.Column("extra_percent", sa.Integer(), nullable=False, server_default="100")
    )
    op.create_index("attempt_of_exam", "attempt", ["exam", "started_at"], unique=False)
    op.add_column("attempt", sa.Column("receipt", sa.String(), nullable=True))
    op.add_column("attempt", sa.Column("final_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempt", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for name in ("earned_num", "earned_den"):
            op.alter_column("attempt", name, type_=sa.BigInteger())
    _give_questions_versions()
    _write_down_items()


attempt = sa.table(
    "attempt",
    *(
        sa.column(name)
        for name in ("id", "bank_hash", "paper", "state", "submitted_at", "final_at")
    ),
)
bank_version = sa.table(
    "bank_version", *(sa.column(name) for name in ("hash", "exam", "content", "created_at"))
)


def _give_questions_versions() -> None:
    """Take the questions out of the banks, each under the hash of its own content."""
    question_version = sa.table(
        "question_version",
        *(sa.column(name) for name in ("hash", "exam", "question_id", "content", "created_at")),
    )
    known = set()
    for row in op.get_bind().execute(sa.select(bank_version)).all():
        content = json.loads(row.content)
        versions = []
        for question in content["questions"]:
            text = _canonical(question)
            versions.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
            if versions[-1] in known:
                continue
            known.add(versions[-1])
            op.execute(
                sa.insert(question_version).values(
                    hash=versions[-1],
                    exam=row.exam,
                    question_id=question["id"],
                    content=json.dumps(question, sort_keys=True, separators=(",", ":")),
                    created_at=row.created_at,
                )
            )
        content["questions"] = versions
        op.execute(
            sa.update(bank_version)
            .where(bank_version.c.hash == row.hash)
            .values(content=json.dumps(content, sort_keys=True, separators=(",", ":")))
        )


def _write_down_items() -> None:
    """Say in every paper which versions it served, and list its questions in their table."""
    connection = op.get_bind()
    item = sa.table(
        "attempt_item",
        *(
            sa.column(name)
            for name in (
                "attempt_id",
                "question_id",
                "position",
                "question_version",
                "competency",
                "marks",
                "ruling",
            )
        ),
    )
    by_bank = {}
    for row in connection.execute(sa.select(bank_version)).all():
        versions = json.loads(row.content)["questions"]
        ids = connection.execute(sa.text("SELECT hash, question_id FROM question_version")).all()
        names = dict(ids)
        by_bank[row.hash] = {names[version]: version for version in versions}
    for row in connection.execute(sa.select(attempt)).all():
        paper = json.loads(row.paper)
        for position, served in enumerate(paper["items"], start=1):
            served["version"] = by_bank[row.bank_hash][served["id"]]
            op.execute(
                sa.insert(item).values(
                    attempt_id=row.id,
                    question_id=served["id"],
                    position=position,
                    question_version=served["version"],
                    competency="",
                    marks=served["marks"],
                    ruling="by-key",
                )
            )
        over = row.state == "graded"
        op.execute(
            sa.update(attempt)
            .where(attempt.c.id == row.id)
            .values(
                paper=json.dumps(paper, sort_keys=True, separators=(",", ":")),
                state="final" if over else row.state,
                final_at=row.submitted_at if over else None,
            )
        )


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def downgrade() -> None:
    op.execute(
        sa.update(attempt).where(attempt.c.state.notin_(["in_progress"])).values(state="graded")
    )
    op.drop_index("attempt_of_exam", table_name="attempt")
    op.drop_column("attempt", "published_at")
    op.drop_column("attempt", "final_at")
    op.drop_column("attempt", "receipt")
    op.drop_column("attempt", "extra_percent")
    op.drop_table("review_mark")
    op.drop_index("review_task_answer", table_name="review_task")
    op.drop_index(op.f("ix_review_task_closed_at"), table_name="review_task")
    op.drop_table("review_task")
    op.drop_table("regrade_line")
    op.drop_index(op.f("ix_network_trace_last_at"), table_name="network_trace")
    op.drop_table("network_trace")
    op.drop_index(op.f("ix_integrity_signal_exam"), table_name="integrity_signal")
    op.drop_index("integrity_signal_once", table_name="integrity_signal")
    op.drop_table("integrity_signal")
    op.drop_index(op.f("ix_attempt_item_review"), table_name="attempt_item")
    op.drop_index("attempt_newest", table_name="attempt")
    op.drop_index("attempt_item_version", table_name="attempt_item")
    op.drop_table("attempt_item")
    op.drop_index(op.f("ix_attempt_event_attempt_id"), table_name="attempt_event")
    op.drop_table("attempt_event")
    op.drop_index(op.f("ix_appeal_attempt_id"), table_name="appeal")
    op.drop_table("appeal")
    op.drop_table("answer_change")
    op.drop_table("regrade_plan")
    op.drop_index("question_version_of", table_name="question_version")
    op.drop_table("question_version")
    op.drop_table("accommodation")
