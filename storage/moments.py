"""Moments that rows bear: each was noted by a clock that may have been wrong, and set right since."""

from datetime import datetime, timedelta

import sqlalchemy as sa

CLOCKS_DIFFER = timedelta(minutes=1)
"""Those of two machines, at most."""


def is_recent(moment: sa.Column[datetime], now: datetime, within: timedelta) -> sa.ColumnElement[bool]:
    """Whether a row's moment lies within so long before now (aware UTC).

    What lies ahead was noted by a clock that was wrong: nobody is to be refused, or left untold, until it is there.
    """
    return sa.and_(moment > now - within, moment <= now + CLOCKS_DIFFER)
