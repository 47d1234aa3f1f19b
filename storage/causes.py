"""Why something is done, what becomes of words that come too late, and what a command made of the maklumat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sop.commands import Command
from sop.errors import SopError
from sop.events import Event
from sop.maklumat import Maklumat
from storage.replies import Reply


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why something is done: its key takes effect once, ever.

    `seqs` are the inbox rows that are done with it; `by_message` says that the actor typed or sent something, so that a
    toast cannot be his receipt; `reply_to` is that message.
    """

    key: str
    seqs: tuple[int, ...] = ()
    by_message: bool = False
    reply_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class IfLate:
    """What becomes of words whose moment has passed: other commands in their order, and what is said of the refusal."""

    commands: tuple[Command, ...]
    say: Callable[[SopError], Sequence[Reply]]
    but: tuple[type[SopError], ...] = ()
    """Refusals that are no lateness: they are said to whoever wrote, and nothing is kept."""


@dataclass(frozen=True)
class Outcome:
    """What a command made of the maklumat."""

    maklumat: Maklumat
    events: tuple[Event, ...] = field(default=())
    refusal: SopError | None = None
    """Why it was kept as a remark only."""
