"""What somebody does at the page and sees there: phones by the title over them, in the words of a test."""

import base64
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

SAMPLES = Path("bot/demo/samples").resolve()
PATIENCE = 15_000
"""Milliseconds until something that should be seen is missed."""
expect.set_options(timeout=PATIENCE)

DROP = """async (phone, files) => {
  const carried = new DataTransfer();
  for (const { name, type, content } of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
  }
  for (const sign of ["dragenter", "dragover", "drop"]) {
    phone.dispatchEvent(new DragEvent(sign, { bubbles: true, cancelable: true, dataTransfer: carried }));
  }
}"""


@dataclass(frozen=True)
class Screen:
    """The page in a browser."""

    page: Page
    errors: list[str]

    async def is_drawn(self) -> None:
        """Wait until the phones are there, or it is said that nobody is."""
        await self.page.wait_for_selector(".phone .chat > *, #nobody:not([hidden])")

    def phone(self, title: str) -> "Phone":
        """The phone under this title; on a narrow screen `shown` brings it forward."""
        return Phone(
            self.page, self.page.locator(".phone", has=self.page.locator("h2").get_by_text(title, exact=True)), title
        )

    async def shown(self, title: str) -> "Phone":
        """The phone under this title, brought forward with its tab where there is one."""
        tab = self.page.locator("#tabs .tab", has=self.page.locator(".name").get_by_text(title, exact=True))
        if await tab.is_visible():
            await tab.click()
        return self.phone(title)

    async def picture(self, path: Path) -> None:
        """What is seen now, as PNG."""
        await self.page.screenshot(path=path)

    def part(self, selector: str) -> Locator:
        """Something outside the phones."""
        return self.page.locator(selector)


@dataclass(frozen=True)
class Phone:
    """One phone on the page."""

    page: Page
    root: Locator
    title: str

    @property
    def box(self) -> Locator:
        """Where words are typed."""
        return self.root.locator(".write textarea")

    @property
    def bubbles(self) -> Locator:
        """Every message there is."""
        return self.root.locator(".message")

    def bubble(self, words: str) -> Locator:
        """The newest message with these words."""
        return self.root.locator(".message", has_text=words).last

    async def says(self, text: str) -> None:
        """Type and send."""
        await self.box.fill(text)
        await self.box.press("Enter")

    async def taps(self, label: str) -> None:
        """Press the newest button of this label."""
        button = self.root.locator(".keys button").get_by_text(label, exact=True).last
        await button.click()

    async def replies(self, words: str, text: str) -> None:
        """Choose the newest message with these words, and answer it."""
        await self.bubble(words).locator("button.answer").click()
        await expect(self.root.locator(".quoting")).to_be_visible()
        await self.says(text)

    async def drops(self, *files: Path, caption: str = "", as_file: bool = False) -> None:
        """Drag files into the phone, and send what the sheet shows."""
        carried: list[dict[str, Any]] = [
            {
                "name": file.name,
                "type": mimetypes.guess_type(file.name)[0] or "",
                "content": base64.b64encode(file.read_bytes()).decode(),
            }
            for file in files
        ]
        await self.root.evaluate(DROP, carried)
        sheet = self.page.locator("#sheet")
        await expect(sheet).to_be_visible()
        if as_file:
            await sheet.locator("input[value=document]").check()
        if caption:
            await sheet.locator("textarea").fill(caption)
        await sheet.locator("button.go").click()

    async def sees(self, words: str) -> None:
        """Wait for a message with these words."""
        await expect(self.bubble(words)).to_be_visible()

    async def sees_button(self, label: str) -> None:
        """Wait for a button."""
        await expect(self.root.locator(".keys button").get_by_text(label, exact=True).last).to_be_visible()

    async def sees_toast(self, words: str) -> None:
        """Wait for what a tap is answered with."""
        await expect(self.root.locator(".toast")).to_contain_text(words)
