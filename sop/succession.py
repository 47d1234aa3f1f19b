"""Menggantikan: a published maklumat is never reopened; a new one may replace it, and each names the other."""

import re
from collections.abc import Iterable

from sop.errors import HasSuccessor, NotPublished
from sop.maklumat import Maklumat, Phase

_YEAR = re.compile(r"\b20\d\d\b")


def standing(successors: Iterable[Maklumat]) -> Maklumat | None:
    """The one that replaces a maklumat, or is going to; one that was cancelled leaves the place free."""
    return next((m for m in successors if m.phase is not Phase.CANCELLED), None)


def may_be_replaced(m: Maklumat, successor: Maklumat | None) -> None:
    """A new maklumat may be opened in the place of this one.

    Args:
        m: as it is now.
        successor: the one that stands, if any.

    Raises:
        NotPublished: it is under way itself, or was cancelled: there is nothing to replace.
        HasSuccessor: another one is under way, or has replaced it already and is the one to be replaced.
    """
    if successor is not None:
        raise HasSuccessor(m.control_number, successor.control_number, successor.phase is Phase.PUBLISHED)
    if m.phase is not Phase.PUBLISHED:
        raise NotPublished(m.control_number)


def title_after(title: str, year: int) -> str:
    """The same title for the next year where it names one, and for `year` where that is later still."""
    named = _YEAR.findall(title)
    if not named:
        return title
    return title.replace(named[-1], str(max(year, int(named[-1]) + 1)))
