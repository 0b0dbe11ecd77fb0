"""Python without a network: the first folder of PYTHONPATH in the kernels of the tests.

An audit hook sees every connection of Python code, on every system and without rights
that only some users have. This machine itself stays reachable: kernels need it.
"""

import sys

HERE = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", b"localhost", b"127.0.0.1"}


def refuse(event: str, arguments: tuple) -> None:
    """Raise OSError where code looks up or contacts another machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a socket that is a file
            return
        host = address[0]
    else:
        return
    if host not in HERE:
        raise OSError(f"offline: {event} to {host!r}")


sys.addaudithook(refuse)
