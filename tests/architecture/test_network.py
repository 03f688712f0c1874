"""No test talks to the world."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_beyond_loopback_nothing_is_reached() -> None:
    # The blocker also warns, and warnings are errors here: either way the test fails before a packet leaves.
    with socket.socket() as caller, pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        caller.connect(("192.0.2.1", 80))


def test_loopback_is_reached() -> None:
    with socket.socket() as listener, socket.socket() as caller:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        caller.connect(listener.getsockname())
        assert caller.getpeername() == listener.getsockname()
