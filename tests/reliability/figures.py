"""Figures with the bounds they must keep, and the places where they are taken: one database of either kind."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import PostgresServer

Number = int | float | str


@dataclass
class Figures:
    """What was counted. A figure with a bound that it does not keep makes the whole short."""

    lines: dict[str, Number] = field(default_factory=dict)
    short: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    """Names of the figures of the table: those with a bound, and how much was tried."""

    def add(self, name: str, value: Number) -> None:
        """A figure for information."""
        self.lines[name] = value

    def tried(self, name: str, value: Number) -> None:
        """How much was tried: without it the other figures say little."""
        self.add(name, value)
        self.shown.append(name)

    def exactly(self, name: str, value: Number, wanted: Number) -> None:
        """A figure that must be this."""
        self._bounded(name, value, value == wanted, f"not {wanted}")

    def at_most(self, name: str, value: float, bound: float) -> None:
        """A figure that must not be more."""
        self._bounded(name, value, value <= bound, f"more than {bound}")

    def at_least(self, name: str, value: float, bound: float) -> None:
        """A figure that must not be less."""
        self._bounded(name, value, value >= bound, f"less than {bound}")

    def _bounded(self, name: str, value: Number, keeps: bool, otherwise: str) -> None:
        self.lines[name] = value
        self.shown.append(name)
        if not keeps:
            self.short.append(f"{name}: {value} is {otherwise}")

    def __str__(self) -> str:
        said = [f"{name}: {value}" for name, value in self.lines.items()]
        return "\n".join([*said, *(f"SHORT {line}" for line in self.short), f"verdict: {self.verdict}"])

    @property
    def verdict(self) -> str:
        """kept or short."""
        return "short" if self.short else "kept"


@dataclass
class Place:
    """Where a promise is tried: fresh databases of one kind, and a folder for files."""

    kind: str
    """sqlite or postgres."""
    folder: Path
    server: PostgresServer | None = None
    _made: int = 0

    def fresh(self, like: str = "") -> str:
        """The URL of a database that nobody has used: empty, or a copy of another (a URL) that nobody has open."""
        self._made += 1
        if self.server is not None:
            template = like.rpartition("/")[2] or "template0"
            return self.server.create(f"trial_{self._made}", template)
        path = self.folder / f"trial-{self._made}.db"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def gone(self, url: str) -> None:
        """A database that is not needed any more makes room."""
        if self.server is not None:
            self.server.drop(url.rpartition("/")[2])
            return
        path = Path(url.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


@contextmanager
def place(kind: str, *, durable: bool = False, short: bool = False) -> Iterator[Place]:
    """A place of this kind that is gone afterwards; `durable` lets PostgreSQL write through to the disk."""
    folder = Path(tempfile.mkdtemp(prefix="reliability-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = PostgresServer(durable=durable, in_memory=short and not durable) if kind == "postgres" else None
        if server is not None:
            stack.callback(server.close)
        yield Place(kind, folder, server)
