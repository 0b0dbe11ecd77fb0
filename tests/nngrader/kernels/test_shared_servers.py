"""Servers that are kept between submissions end when nobody has come for a while, not before."""

import threading
from collections.abc import Callable, Iterator

import pytest

from nngrader.declare import Allowed
from nngrader.kernels import shared_servers
from nngrader.kernels.kernel import CellResult
from nngrader.kernels.pool import ServerPool
from nngrader.limits import Limits


class HandTimer:
    """A `threading.Timer` whose time is up when the test says so."""

    started: list["HandTimer"]

    def __init__(self, interval: float, function: Callable[[], None]) -> None:
        self.interval, self.function, self.canceled = interval, function, False

    def start(self) -> None:
        self.started.append(self)

    def cancel(self) -> None:
        self.canceled = True

    def is_up(self) -> None:
        """What a timer does then: nothing, if it was canceled."""
        if not self.canceled:
            self.function()


@pytest.fixture
def timers(monkeypatch) -> Iterator[list[HandTimer]]:
    shared_servers.close_idle()
    monkeypatch.setattr(HandTimer, "started", [], raising=False)
    monkeypatch.setattr(threading, "Timer", HandTimer)
    yield HandTimer.started
    shared_servers.close_idle()


def borrow():
    return shared_servers.shared_servers(Limits(), sandbox=False, allowed=Allowed())


def use(servers: ServerPool) -> CellResult:
    with servers.server(Allowed()).kernel({}) as kernel:
        return kernel.run("1 + 1", 10)


def test_the_while_begins_anew_with_each_submission(timers):
    """The timer that the first submission has set ends nothing after the second has come."""
    with borrow() as servers:
        use(servers)
    with borrow() as again:
        assert again is servers
    first, second = timers
    assert first.interval == second.interval == shared_servers.IDLE_SECONDS
    server = servers.server(Allowed())
    first.is_up()
    assert server.alive
    second.is_up()
    assert not server.alive


def test_nothing_ends_that_somebody_uses(timers):
    with borrow() as servers:
        with borrow() as others:  # formgrader serves two requests at once
            assert others is servers
            use(others)
        assert timers == []
        shared_servers.close_idle()
        assert servers.server(Allowed()).alive
    timers[0].is_up()
    with borrow() as anew:
        assert anew is not servers
