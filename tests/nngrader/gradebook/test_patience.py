"""A gradebook that is locked or away is waited for; one that can't be used is said at once."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from needs import need
from sqlalchemy import Engine, create_engine, text

from nngrader.gradebook import gradebook
from nngrader.gradebook.gradebook import GradebookBusyError, GradebookError, patiently


class Query:
    """A question to a database that counts how often it was asked."""

    def __init__(self, engine: Engine, *statements: str) -> None:
        self.engine, self.statements, self.asked = engine, statements, 0

    def __call__(self) -> object:
        self.asked += 1
        with self.engine.connect() as connection:
            return [connection.execute(text(each)) for each in self.statements][-1].scalar()


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen while the gradebook is waited for."""
    monkeypatch.setattr(gradebook.time, "sleep", lambda seconds: happens())


# ---------------------------------------------------------------- SQLite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gradebook.db"


def test_a_locked_file_is_waited_for(file, monkeypatch):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 0})
    query = Query(engine, "CREATE TABLE mine (x INTEGER)", "SELECT 7")
    with pytest.raises(GradebookBusyError, match="database is locked"):
        patiently(query, 0)
    meanwhile(monkeypatch, lambda: other.execute("ROLLBACK"))
    assert patiently(query) == 7
    assert query.asked == 3
    other.close()


def test_what_waiting_does_not_help_is_said_at_once(file):
    query = Query(create_engine(f"sqlite:///{file}"), "SELECT x FROM absent")
    with pytest.raises(GradebookError, match="no such table: absent") as raised:
        patiently(query, 1)
    assert not isinstance(raised.value, GradebookBusyError)
    assert query.asked == 1


# ---------------------------------------------------------------- PostgreSQL


@pytest.fixture(scope="module")
def server() -> Iterator[object]:
    need("postgresql")
    from postgres import postgresql

    with postgresql() as server:
        yield server


@pytest.fixture
def engine(server) -> Iterator[Engine]:
    engine = create_engine(server.url)
    yield engine
    engine.dispose()


def test_a_connection_that_broke_is_made_anew(server, engine, monkeypatch):
    meanwhile(monkeypatch, lambda: None)
    query = Query(engine, "SELECT 7")
    assert patiently(query) == 7
    server.stop()
    server.start()
    assert patiently(query) == 7
    assert query.asked == 3  # the second time, the connection from before was tried first


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["SELECT x FROM absent"], 'relation "absent" does not exist'),
        # What PostgreSQL calls operational, as it does a server that is away.
        (["SET statement_timeout = 1", "SELECT pg_sleep(60)"], "due to statement timeout"),
    ],
    ids=["no table", "canceled"],
)
def test_what_a_server_refuses_is_said_at_once(engine, statements, words):
    query = Query(engine, *statements)
    with pytest.raises(GradebookError, match=words) as raised:
        patiently(query, 1)
    assert not isinstance(raised.value, GradebookBusyError)
    assert query.asked == 1


def test_an_address_that_is_none_is_said_at_once(server):
    query = Query(create_engine(f"{server.url}&nonsense=1"), "SELECT 7")
    with pytest.raises(GradebookError, match="nonsense") as raised:
        patiently(query, 1)
    assert not isinstance(raised.value, GradebookBusyError)
    assert query.asked == 1


def test_a_server_that_is_away_is_waited_for(server, engine, monkeypatch):
    server.stop()
    query = Query(engine, "SELECT 7")
    with pytest.raises(GradebookBusyError, match="It was tried for 0 seconds"):
        patiently(query, 0)
    meanwhile(monkeypatch, server.start)
    assert patiently(query) == 7
    assert query.asked == 3
