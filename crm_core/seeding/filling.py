"""Writes a seeded company into the database by COPY, in one transaction: all of it is there, or nothing.

This is the one place that writes without the unit of work: its rows are history, so nobody is told of them, nothing is
audited and no reminder is planned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from random import Random
from typing import Any

from psycopg import AsyncConnection, sql
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection as Connection

from crm_core.db.unit_of_work import Store
from crm_core.seeding.columns import COLUMNS
from crm_core.seeding.histories import Ids, Teller
from crm_core.seeding.house import prepare_house

#: Customers told between two writings, so that memory stays small.
BATCH = 2_000

_PREFIXES = (
    "551",
    "555",
    "557",
    "558",
    "568",
    "571",
    "574",
    "577",
    "579",
    "591",
    "592",
    "593",
    "595",
    "597",
    "598",
    "599",
)
_LINES = 1_000_000


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many rows were written."""

    customers: int
    deals: int
    activities: int
    tasks: int


async def seed(store: Store, customers: int, activities_per_customer: int, seed: int) -> Seeded:
    """Add `customers` people with a year of history; the same number `seed` makes the same company on the same day."""
    house = await prepare_house(store, Random(seed))  # noqa: S311  # repeatable chance is what is wanted
    source = Random(seed)  # noqa: S311
    now = store.clock.now().replace(minute=0, second=0, microsecond=0)
    written = dict.fromkeys(COLUMNS, 0)
    async with store.engine.begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        driver = await _get_driver(connection)
        phones = _make_phones(source, await _list_phones(connection))
        teller = Teller(house, source, await _reserve_ids(connection, customers), now, activities_per_customer)
        for number, phone in enumerate(islice(phones, customers), 1):
            teller.tell(phone)
            if number % BATCH == 0 or number == customers:
                for table, rows in teller.rows.items():
                    await _copy(driver, table, rows)
                    written[table] += len(rows)
                    rows.clear()
    await _analyse(store)
    return Seeded(written["customers"], written["deals"], written["activities"], written["tasks"])


async def _get_driver(connection: Connection) -> AsyncConnection[Any]:
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if not isinstance(driver, AsyncConnection):
        raise TypeError(driver)
    return driver


async def _reserve_ids(connection: Connection, customers: int) -> Ids:
    """Numbers that nobody else will get: a customer has two deals at most."""
    starts = []
    for table, column, amount in (
        ("customers", "id", customers),
        ("deals", "id", 2 * customers),
        ("deals", "number", 2 * customers),
    ):
        query = text(
            "SELECT setval(pg_get_serial_sequence(:table, :column), nextval(pg_get_serial_sequence(:table, :column))"
            " + :amount) - :amount"
        )
        values = {"table": table, "column": column, "amount": amount}
        starts.append((await connection.execute(query, values)).scalar_one())
    return Ids(*(count(start) for start in starts))


async def _list_phones(connection: Connection) -> set[str]:
    rows = await connection.execute(text("SELECT value FROM contact_points WHERE kind = 'phone'"))
    return set(rows.scalars())


def _make_phones(source: Random, taken: set[str]) -> Iterator[str]:
    """Georgian mobile numbers, each once, those of known customers left out."""
    shift = source.randrange(_LINES)
    for number in range(len(_PREFIXES) * _LINES):
        line = (shift + number // len(_PREFIXES) * 7_919) % _LINES
        phone = f"+995{_PREFIXES[number % len(_PREFIXES)]}{line:06d}"
        if phone not in taken:
            yield phone


async def _copy(driver: AsyncConnection[Any], table: str, rows: list[dict[str, Any]]) -> None:
    columns = COLUMNS[table]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    async with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row([row.get(column) for column in columns])


async def _analyse(store: Store) -> None:
    """Statistics for the planner, at once."""
    async with store.engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("SET statement_timeout = 0"))
        for table in COLUMNS:
            await connection.execute(text(f"ANALYZE {table}"))
        await connection.execute(text("RESET statement_timeout"))
