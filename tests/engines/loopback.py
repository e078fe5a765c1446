"""No test talks to the world: only Unix sockets and this machine's own addresses."""

import socket
from typing import Any

OWN = ("127.", "::1", "localhost")
_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex


class OutsideWorld(AssertionError):
    """A test tried to reach another machine."""


def close_the_rest() -> None:
    """From here on, connecting to anything else raises OutsideWorld."""
    socket.socket.connect = _guarded(_connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded(_connect_ex)  # type: ignore[method-assign]


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(OWN):
            raise OutsideWorld(f"a test tried to connect to {address!r}")
        return connect(self, address)

    return guarded
