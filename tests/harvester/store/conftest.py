"""An empty store, and its tables as plain rows."""

import sqlite3
from contextlib import closing

import pytest

from harvester.schema import TABLES
from harvester.store import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "papers.sqlite"


@pytest.fixture
def store(path):
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def rows(path):
    """rows(table, *columns, where): the rows of a table of the store, sorted, as tuples."""

    def read(table, *columns, where="1"):
        names = ", ".join(f'"{name}"' for name in columns or TABLES[table].names)
        with closing(sqlite3.connect(path)) as db:
            return sorted(
                db.execute(f'SELECT {names} FROM "{table}" WHERE {where}').fetchall(), key=str
            )

    return read
