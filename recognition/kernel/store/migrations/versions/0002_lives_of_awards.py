"""Give awards a history, people several accounts, and repositories names that change.

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_link",
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "linked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_index(op.f("ix_account_link_person_id"), "account_link", ["person_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "award_vote",
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column(
            "maintainer_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("award_id", "maintainer_id"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index(op.f("ix_checkpoint_state"), "checkpoint", ["state"], unique=False)
    op.create_table(
        "claim_code",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash"),
    )
    op.create_index(op.f("ix_claim_code_badge"), "claim_code", ["badge"], unique=False)
    op.create_table(
        "external_post",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_external_post_received_at"), "external_post", ["received_at"], unique=False
    )
    op.create_table(
        "repository",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_repository_full_name"), "repository", ["full_name"], unique=False)
    op.create_table(
        "letter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_letter_state"), "letter", ["state"], unique=False)
    op.create_table(
        "unsettled",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "rule_set",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("sha", sa.String(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("owner"),
    )
    op.add_column(
        "award", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "award", sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "account", sa.Column("erased", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_account_erased",
        "account",
        ["erased"],
        unique=False,
        sqlite_where=sa.text("erased"),
        postgresql_where=sa.text("erased"),
    )
    op.add_column("award", sa.Column("rule", sa.String(), nullable=True))
    op.add_column(
        "award",
        sa.Column(
            "given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
    )
    op.add_column("fact", sa.Column("undone_by", sa.String(), nullable=True))
    op.create_index("ix_fact_at", "fact", ["at"], unique=False)
    op.add_column(
        "fact", sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
    )
    numbered = sa.cast(sa.func.json_extract(sa.column("attrs"), "$.number"), sa.BigInteger)
    if op.get_bind().dialect.name == "postgresql":
        numbered = sa.cast(sa.literal_column("attrs::jsonb ->> 'number'"), sa.BigInteger)
    op.execute(sa.update(sa.table("fact", sa.column("number"))).values(number=numbered))
    op.create_index(
        "ix_fact_repo_number", "fact", ["repo_id", "number", "kind"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_fact_repo_number", table_name="fact")
    op.drop_index("ix_fact_at", table_name="fact")
    op.drop_column("fact", "number")
    op.drop_column("fact", "undone_by")
    op.drop_column("award", "given_by")
    op.drop_index("ix_account_erased", table_name="account")
    op.drop_column("account", "erased")
    op.drop_column("award", "rule")
    op.drop_column("award", "quiet")
    op.drop_column("award", "kept")
    op.drop_table("rule_set")
    op.drop_index(op.f("ix_letter_state"), table_name="letter")
    op.drop_table("letter")
    op.drop_table("unsettled")
    op.drop_index(op.f("ix_repository_full_name"), table_name="repository")
    op.drop_table("repository")
    op.drop_index(op.f("ix_external_post_received_at"), table_name="external_post")
    op.drop_table("external_post")
    op.drop_index(op.f("ix_claim_code_badge"), table_name="claim_code")
    op.drop_table("claim_code")
    op.drop_index(op.f("ix_checkpoint_state"), table_name="checkpoint")
    op.drop_table("checkpoint")
    op.drop_table("award_vote")
    op.drop_index(op.f("ix_audit_subject"), table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("ix_account_link_person_id"), table_name="account_link")
    op.drop_table("account_link")
