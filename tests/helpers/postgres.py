"""A PostgreSQL server for tests: a database of its own, reached by a socket in a folder."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from needs import postgresql_programs


class Server:
    """Start it, end it, start it again: the data stay."""

    def __init__(self, folder: Path, user: str | None) -> None:
        self._folder = folder
        self._user = user  # PostgreSQL refuses to run as root
        self._run("initdb", "--no-sync", "--auth=trust", "--username=tests", "data")

    @property
    def url(self) -> str:
        """What goes into NNBASICS_DB_URL."""
        return f"postgresql://tests@/postgres?host={self._folder}"

    def start(self) -> None:
        """Returns when it takes connections."""
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder} -c fsync=off"
        self._run("pg_ctl", "--pgdata=data", "--log=log", f"--options={options}", "--wait", "start")

    def stop(self) -> None:
        """End it and all its connections at once."""
        self._run("pg_ctl", "--pgdata=data", "--mode=immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [postgresql_programs() / program, *arguments]
        # The server keeps what it inherits: with a pipe, nobody would see the end of it.
        with (self._folder / "commands").open("a+") as log:
            done = subprocess.run(
                command, cwd=self._folder, user=self._user, stdout=log, stderr=log, check=False
            )
            log.seek(0)
            assert done.returncode == 0, log.read()


@contextlib.contextmanager
def postgresql() -> Iterator[Server]:
    """A server that runs."""
    # Not pytest's folder: nobody but its owner may go into that.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        user = None
        if os.getuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(folder, user)
        server = Server(folder, user)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
