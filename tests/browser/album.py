"""The pictures of the README: kept only when they are asked for, so that a test run changes no file."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.browser.screen import Screen

SHOWN = frozenset(
    {"cerita", "komisioner-1440", "sekali-lagi-390", "selamat-datang-390", "terpublikasi-1024", "english-dark"}
)
"""The moments that the README shows; a test asks for more of them than it needs."""
WANTED = "KEEP_PICTURES"
"""Set it (`make pictures`) to have them written to docs/pictures."""


@dataclass(frozen=True)
class Album:
    """Takes pictures of the screen; without a folder it looks away."""

    folder: Path | None

    async def keep(self, screen: Screen, name: str) -> None:
        """This moment, under this name."""
        if self.folder is None or name not in SHOWN:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        # What has just come is still sliding in.
        await screen.page.wait_for_timeout(900)
        await screen.picture(self.folder / f"{name}.png")


def from_environment() -> Album:
    """The album as `make pictures` wants it."""
    return Album(Path("docs/pictures") if os.environ.get(WANTED) else None)
