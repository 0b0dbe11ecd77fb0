"""One JupyterLab and one browser for the tests of this folder, and pictures of what they see."""

from collections.abc import Callable, Iterator
from pathlib import Path

import needs
import pytest
from lab import PROJECT, WINDOW, Server, launch, start_server
from playwright.sync_api import Browser, Locator, Page, sync_playwright

SCREENSHOTS = PROJECT / "artifacts" / "screenshots"

Shoot = Callable[[Page | Locator, str], Path]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    needs.need("chromium")
    server = start_server(tmp_path_factory.mktemp("jupyterlab"))
    yield server
    server.stop()


# Per file, not per session: as long as Playwright runs, an event loop runs in this thread,
# in which other tests could not use asyncio.
@pytest.fixture(scope="module")
def browser(server: Server) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright, needs.chromium())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=WINDOW)
    yield page
    page.close()


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """Take a picture of a page or of a part of it: ``shoot(page, "lesson opened")``."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def shoot(what: Page | Locator, name: str) -> Path:
        path = SCREENSHOTS / f"{name.replace(' ', '-')}.png"
        what.screenshot(path=path)
        return path

    return shoot
