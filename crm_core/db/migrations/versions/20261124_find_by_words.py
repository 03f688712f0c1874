"""find by words

Revision ID: 8d2f6a41c0b7
Revises: 3c1d90b7a5e2
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_core.kernel.search_key import make_words_key

revision = "8d2f6a41c0b7"
down_revision = "3c1d90b7a5e2"
branch_labels = None
depends_on = None

#: Rows read and written at a time.
BATCH = 5_000

#: "f" and "p" are one sound of the key from now on: ფ is written either way.
FOLD = """
UPDATE customers SET search_key = regexp_replace(translate(search_key, 'f', 'p'), 'p{2,}', 'p', 'g')
WHERE search_key LIKE '%f%'
"""

#: Dear on purpose: so that it is looked up in an index and never worked out for a whole table; and not worth several
#: processes.
WORDS = """
CREATE FUNCTION words_of(key text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE COST 100 AS $$
BEGIN
    RETURN array_to_tsvector(string_to_array(key, ' '));
END $$
"""

LEARN_ADDED = """
CREATE FUNCTION learn_added_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO name_words (word)
    SELECT DISTINCT part FROM added, unnest(string_to_array(added.search_key, ' ')) AS part
    WHERE length(part) BETWEEN 4 AND 60 AND NOT EXISTS (SELECT FROM name_words AS known WHERE known.word = part)
    ORDER BY part
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""

ON_INSERT = """
CREATE TRIGGER learn_added_names AFTER INSERT ON customers REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION learn_added_names()
"""
ON_UPDATE = """
CREATE TRIGGER learn_changed_names AFTER UPDATE ON customers REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION learn_added_names()
"""
LEARN_ALL = """
INSERT INTO name_words (word)
SELECT DISTINCT part FROM customers, unnest(string_to_array(search_key, ' ')) AS part
WHERE length(part) BETWEEN 4 AND 60
"""


def upgrade() -> None:
    op.execute(FOLD)
    op.add_column("customers", sa.Column("address_key", sa.Text(), server_default="", nullable=False))
    op.add_column("deals", sa.Column("wish_key", sa.Text(), server_default="", nullable=False))
    _fill("customers", "address", "address_key")
    _fill("deals", "wish", "wish_key")
    op.create_table(
        "name_words",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_name_words")),
    )
    op.execute(LEARN_ALL)
    op.create_index(
        "ix_name_words_word",
        "name_words",
        ["word"],
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    op.execute(LEARN_ADDED)
    op.execute(ON_INSERT)
    op.execute(ON_UPDATE)
    op.create_index("ix_customers_name", "customers", ["search_key"])
    op.execute(WORDS)
    for name, table, column in (
        ("ix_customers_name_words", "customers", "search_key"),
        ("ix_customers_address_words", "customers", "address_key"),
        ("ix_deals_wish_words", "deals", "wish_key"),
    ):
        op.create_index(name, table, [sa.text(f"words_of({column})")], postgresql_using="gin")


def _fill(table: str, source: str, target: str) -> None:
    """Keys of what stands in the table already."""
    connection = op.get_bind()
    rows = sa.table(table, sa.column("id"), sa.column(source), sa.column(target))
    last = 0
    while True:
        query = sa.select(rows.c.id, rows.c[source]).where(rows.c.id > last, rows.c[source].is_not(None))
        found = connection.execute(query.order_by(rows.c.id).limit(BATCH)).all()
        if not found:
            return
        values = [{"row": key, "key": make_words_key(text)} for key, text in found]
        change = sa.update(rows).where(rows.c.id == sa.bindparam("row")).values({target: sa.bindparam("key")})
        connection.execute(change, values)
        last = found[-1].id


def downgrade() -> None:
    op.drop_index("ix_deals_wish_words", table_name="deals")
    op.drop_index("ix_customers_address_words", table_name="customers")
    op.drop_index("ix_customers_name_words", table_name="customers")
    op.execute("DROP FUNCTION words_of(text)")
    op.drop_index("ix_customers_name", table_name="customers")
    op.execute("DROP TRIGGER learn_changed_names ON customers")
    op.execute("DROP TRIGGER learn_added_names ON customers")
    op.execute("DROP FUNCTION learn_added_names()")
    op.drop_index("ix_name_words_word", table_name="name_words")
    op.drop_table("name_words")
    op.drop_column("deals", "wish_key")
    op.drop_column("customers", "address_key")
