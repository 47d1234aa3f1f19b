"""Between two looks at the rows: a nudge wakes a part at once; without one it looks again after a while."""

import asyncio
import contextlib


async def nudge_or(seconds: float, nudged: asyncio.Event) -> None:
    """Return when nudged, or after so many seconds.

    Not `wait_for`: in Python 3.11 it may swallow a cancellation that comes together with a nudge.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await nudged.wait()
