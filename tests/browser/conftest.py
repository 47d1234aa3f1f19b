"""A real browser before the page: Debian's Chromium, at whatever width; any console error fails the test."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from bot.demo.kit.fixtures import world_for_tests
from bot.demo.server import LocalTelegramServer
from bot.demo.stage.api import StageApi
from bot.demo.stage.player import Pace
from bot.demo.stage.stage import Stage
from tests.browser.album import Album, from_environment
from tests.browser.screen import Screen

CHROMIUM = Path("/usr/bin/chromium")
IS_THERE = CHROMIUM.exists()
ALONE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
"""Root may run it, and it talks to nobody but the page."""
BRISK = Pace(least=1.0, pointing=0.6)
"""The story for readers who know it."""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if not IS_THERE:
        if os.environ.get("CI"):
            pytest.fail("no Chromium; .ci/run installs it")
        pytest.skip("Debian's package chromium is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ALONE))
        try:
            yield browser
        finally:
            await browser.close()


@pytest.fixture
def opened(browser: Browser):
    """`async with opened(url, width=390) as screen`: the page as somebody sees it; errors in its console fail."""

    @asynccontextmanager
    async def open_page(
        url: str, *, width: int = 1440, height: int = 900, scheme: Any = "light", tongue: str = "id"
    ) -> AsyncIterator[Screen]:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", locale="id-ID"
        )
        errors: list[str] = []
        asked: set[str] = set()
        page = await context.new_page()
        page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: asked.add(request.url))
        await page.add_init_script(f"localStorage.setItem('tongue', '{tongue}')")
        await page.goto(url)
        screen = Screen(page, errors)
        await screen.is_drawn()
        try:
            yield screen
        finally:
            await context.close()
        assert errors == []
        assert {address for address in asked if not address.startswith((url.rstrip("/"), "data:", "blob:"))} == set()

    return open_page


@pytest.fixture
def album() -> Album:
    return from_environment()


@pytest.fixture
async def stage(tmp_path):
    """A fresh office behind the page, everybody enrolled."""
    world = world_for_tests()
    stage = Stage(world, tmp_path, settings={"MESSAGES_PER_SECOND": "20"}, pace=BRISK)
    async with LocalTelegramServer(world, routes=StageApi(stage).routes()) as server, stage.opened(server.base_url):
        yield server.base_url
