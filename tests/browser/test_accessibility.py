"""The page for those who see little, use no mouse, or prefer less light: judged by axe, and by the keyboard alone."""

import os

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.screen import SAMPLES, Screen

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}

SOME = [(1440, 900, "light"), (390, 844, "dark")]
ALL = os.environ.get("ALL_STORIES")
LOOKS = [*SOME, (1440, 900, "dark"), (390, 844, "light")] if ALL else SOME
"""Width, height and colours; `make test-stories` looks at all of them."""


async def found(screen: Screen) -> dict[str, list[str]]:
    """What axe objects to: rule and where."""
    results = await Axe().run(screen.page, options=RULES)
    return {
        violation["id"]: [f"{node['target']}: {node['failureSummary']}" for node in violation["nodes"]]
        for violation in results.response["violations"]
    }


@pytest.fixture
async def lively(local_telegram):
    """Two phones with everything that a chat can hold."""
    wahyu = await local_telegram.person("Wahyu", last_name="Nugroho", title="PPID")
    await local_telegram.person("Bagus", last_name="Prasetyo", title="Komisioner")
    said = await wahyu.say("/start kode")
    await wahyu.say("Lihat https://kpu.go.id", reply_to=said)
    await wahyu.send(SAMPLES / "maklumat-v1.pdf")
    await wahyu.send(SAMPLES / "koreksi-1.png", kind="photo")
    await wahyu.send(SAMPLES / "koreksi.ogg", kind="voice")
    return local_telegram


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
async def test_axe_finds_nothing_to_object_to(lively, opened, scheme, width, height):
    async with opened(lively.base_url, scheme=scheme, width=width, height=height) as screen:
        await (await screen.shown("PPID")).sees("Lihat")
        assert await found(screen) == {}


@pytest.mark.story
@pytest.mark.parametrize("scheme", ["light", "dark"] if ALL else ["light"])
async def test_axe_finds_nothing_on_the_stage_either(stage, opened, scheme):
    async with opened(stage, scheme=scheme) as screen:
        ppid = await screen.shown("PPID")
        await ppid.says("/baru Maklumat 2027")
        await ppid.sees_button("Batalkan")
        await screen.part("#mishaps-key").click()
        assert await found(screen) == {}


async def test_everything_can_be_done_without_a_mouse(lively, opened):
    async with opened(lively.base_url) as screen:
        await screen.page.keyboard.press("Alt+2")
        bagus = screen.phone("Komisioner")
        await expect(bagus.root.locator(".start")).to_be_focused()
        await screen.page.keyboard.press("Enter")
        await bagus.sees("/start")
        await screen.page.keyboard.press("Alt+1")
        wahyu = screen.phone("PPID")
        await expect(wahyu.box).to_be_focused()
        await screen.page.keyboard.type("Tanpa tetikus")
        await screen.page.keyboard.press("Enter")
        await wahyu.sees("Tanpa tetikus")
