"""What lies outside the sandbox and may not be touched; and the servers that judge."""

import os
import secrets
import socket
import threading
from collections.abc import Iterator

import pytest
from attack import ALLOWED
from needs import need
from notebooks import PROJECT
from outside import Outside

from nngrader.kernels.pool import ServerPool


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    folder = tmp_path_factory.mktemp("outside")
    token = f"token-{secrets.token_hex(12)}"
    found = Outside(folder, token)
    (folder / "gradebook.db").write_text(token)
    other = folder / "submitted" / "bob" / "01_weights_and_bias"
    other.mkdir(parents=True)
    (other / "01_weights_and_bias.ipynb").write_text(token)
    os.environ["NNBASICS_SECRET"] = token
    tcp = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(str(folder / "s"))
    unix.listen()
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0{token}"[:20])
    abstract.listen()

    def receive(door: socket.socket) -> None:
        while True:
            try:
                if door is udp:
                    found.visits.append(door.recv(100))
                else:
                    found.visits.append(door.accept()[0].recv(100))
            except OSError:
                return

    for door in (tcp, udp, unix, abstract):
        threading.Thread(target=receive, args=(door,), daemon=True).start()
    found.places = {
        "OUTSIDE": str(folder),
        "PROJECT": str(PROJECT),
        "JUDGE": str(os.getpid()),
        "TCP": str(tcp.getsockname()[1]),
        "UDP": str(udp.getsockname()[1]),
        "ABSTRACT": token[:19],
    }
    yield found
    del os.environ["NNBASICS_SECRET"]
    for door in (tcp, udp, unix, abstract):
        door.close()


@pytest.fixture(scope="session")
def sandboxed(outside: Outside) -> Iterator[ServerPool]:
    need("user namespaces")
    with ServerPool() as pool:
        server = pool.server(ALLOWED)
        server.start()
        outside.places["SERVER"] = str(server.pid)
        yield pool


@pytest.fixture(scope="session")
def open_pool(outside: Outside) -> Iterator[ServerPool]:
    """Kernels without a sandbox."""
    with ServerPool(sandbox=False) as pool:
        yield pool
