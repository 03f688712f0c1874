"""keep sentences; tasks recur

Revision ID: 3c1d90b7a5e2
Revises: 97f4faceb937
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "3c1d90b7a5e2"
down_revision = "97f4faceb937"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sentences",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.String(length=4096), nullable=False),
        sa.Column("proposal", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("change_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("became", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("correction", sa.String(length=4096), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_sentences_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentences")),
    )
    op.create_index(op.f("ix_sentences_employee_id_at"), "sentences", ["employee_id", "at"], unique=False)
    op.create_index(
        "ix_sentences_corrected",
        "sentences",
        ["corrected_at"],
        unique=False,
        postgresql_where=sa.text("corrected_at IS NOT NULL"),
    )
    op.add_column(
        "tasks",
        sa.Column("recurrence", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("tasks", "recurrence")
    op.drop_index(
        "ix_sentences_corrected", table_name="sentences", postgresql_where=sa.text("corrected_at IS NOT NULL")
    )
    op.drop_index(op.f("ix_sentences_employee_id_at"), table_name="sentences")
    op.drop_table("sentences")
