"""Ports for what a test starts: none that the system gives to anybody else meanwhile."""

import secrets
import socket

BELOW_WHAT_THE_SYSTEM_GIVES = range(10_000, 32_000)


def free_port() -> int:
    """A port of this machine that nobody uses now.

    One that the system chose would be anybody's again until whoever it is meant for listens: with five workers at once
    a bot found its own taken.
    """
    while True:
        # Not by `random`, which may be seeded alike in every worker.
        port = secrets.choice(BELOW_WHAT_THE_SYSTEM_GIVES)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
