"""Whether the maklumat is on a page: the very file, or its words; on the page itself or behind a link on it."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bot.website.destinations import NotAllowed
from bot.website.wire import Fetched, Visit, Web
from handlers.inspection import inspect
from sop.comparing import PAGE_END, keys
from sop.items import KeptFile
from sop.looks import Finding, Hindrance, Look
from storage.files import describe
from storage.naming import ENDINGS

MOST_LINKS = 8
MOST_SORTED = 500
"""Of a page's links so many are looked through for the most likely ones."""
MOST_PAGES = 200
"""Of a text whose pages' numbers are left out of the comparison."""
FEWEST_WORDS = 15
"""A text of fewer words could stand on any page."""
HTML = "text/html"
COPY = "text/plain"
"""What the copy of a page is kept as: whoever opens it reads what was there, and runs none of it."""

TextOf = Callable[[bytes, str], Awaitable[str]]
"""The words of a file of this media type (bot/plain_text.py)."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for: the file that was to be published, and its words."""

    link: str
    file: KeptFile
    text: str


async def look_at(web: Web, wanted: Wanted, text_of: TextOf) -> tuple[Look, bytes]:
    """Look at a published page once.

    Returns:
        What was found, and the bytes of its copy; none where there is no copy.

    Raises:
        OSError: no process could be started to read a file's words: it is to be looked at again later.
    """
    look = Look(finding=Finding.UNREACHABLE, link=wanted.link, expected=wanted.file.sha256)
    async with web.visit() as visit:
        try:
            page = await visit.get(wanted.link)
        except NotAllowed:
            return replace(look, hindrance=Hindrance.LEADS_AWAY), b""
        except TimeoutError:
            return replace(look, hindrance=Hindrance.SLOW), b""
        except OSError:
            return replace(look, hindrance=Hindrance.NO_ANSWER), b""
        words = await asyncio.to_thread(_words, wanted.text)
        return await _Search(visit, wanted, text_of, look, words).on(page)


@dataclass
class _Search:
    visit: Visit
    wanted: Wanted
    text_of: TextOf
    look: Look
    words: tuple[str, ...]

    async def on(self, page: Fetched) -> tuple[Look, bytes]:
        if not 200 <= page.status < 300:
            return self._seen(page, Finding.UNREACHABLE, Hindrance.REFUSED)
        finding = await self._recognised(page)
        if finding.is_good:
            return self._seen(page, finding)
        hindrance = Hindrance.NONE if page.is_whole else Hindrance.TOO_BIG
        best: Fetched | None = None
        for link in await asyncio.to_thread(links_on, page) if page.is_page else ():
            try:
                behind = await self.visit.get(link, page.address)
            except NotAllowed:
                continue
            except TimeoutError:
                hindrance = hindrance or Hindrance.SLOW
                continue
            except OSError:
                continue
            finding = await self._recognised(behind) if 200 <= behind.status < 300 else Finding.NOT_RECOGNISED
            if finding is Finding.SAME_FILE:
                return self._seen(behind, finding)
            if not behind.is_whole:
                hindrance = Hindrance.TOO_BIG
            if finding is Finding.SAME_TEXT and best is None:
                best = behind
        if best is not None:
            return self._seen(best, Finding.SAME_TEXT)
        return self._seen(page, Finding.NOT_RECOGNISED, hindrance)

    async def _recognised(self, found: Fetched) -> Finding:
        if not found.is_whole:
            return Finding.NOT_RECOGNISED
        if hashlib.sha256(found.data).hexdigest() == self.wanted.file.sha256:
            return Finding.SAME_FILE
        if len(self.words) < FEWEST_WORDS:
            return Finding.NOT_RECOGNISED
        kind = HTML if found.is_page else inspect(found.data, _name_of(found)).kind
        words = await asyncio.to_thread(_words, await self.text_of(found.data, kind))
        # A page has a menu around the text; a file is that text and nothing else.
        same = f" {' '.join(self.words)} " in f" {' '.join(words)} " if found.is_page else words == self.words
        return Finding.SAME_TEXT if same else Finding.NOT_RECOGNISED

    def _seen(self, found: Fetched, finding: Finding, hindrance: Hindrance = Hindrance.NONE) -> tuple[Look, bytes]:
        look = replace(self.look, finding=finding, hindrance=hindrance, address=found.address, status=found.status)
        if not found.is_whole or not found.data:
            return look, b""
        copy = describe(found.data, *_kept_as(found))
        if finding is Finding.SAME_FILE:
            return replace(look, sha256=copy.sha256), b""
        return replace(look, sha256=copy.sha256, copy=copy), found.data


def _words(text: str) -> tuple[str, ...]:
    """The words of a text, beside the loop: of a hostile one it takes a while to take out the numbers of its pages."""
    return keys(text if text.count(PAGE_END) <= MOST_PAGES else text.replace(PAGE_END, "\n"))


def links_on(page: Fetched) -> tuple[str, ...]:
    """Where a page's documents and pictures may lie: those that look like one first, each once, and few of them."""
    text = page.data.decode("utf-8", "replace")
    found: dict[str, None] = {}
    for tag in _TAG.finditer(text):
        for given in _ADDRESS.finditer(tag["rest"]):
            link = unescape(given["value"].strip("\"'")).strip().replace(" ", "%20")
            found.update(dict.fromkeys(_meant(tag["tag"].lower(), link)))
        if len(found) >= MOST_SORTED:
            break
    return tuple(sorted(found, key=_likeliness))[:MOST_LINKS]


_TAG = re.compile(r"<(?P<tag>a|iframe|embed|object|img)\s(?P<rest>[^<>]{1,4000})>", re.IGNORECASE)
_ADDRESS = re.compile(
    r"""\b(?:href|src|data)\s{0,9}=\s{0,9}(?P<value>"[^"]{1,2000}"|'[^']{1,2000}'|[^\s"'<>]{1,2000})""", re.IGNORECASE
)
_DOCUMENTS = (".pdf", ".docx", ".doc", ".odt")
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_HANDED_OUT = ("unduh", "download", "file", "dokumen", "media", "lampiran")
"""What stands in an address behind which a program hands out a file."""


def _meant(tag: str, link: str) -> Iterator[str]:
    """A file that is linked to, or embedded; of one that a viewer shows (`viewer.html?file=…`) the file itself too."""
    if not link or (tag == "a" and not _ending(link) and not any(word in link.lower() for word in _HANDED_OUT)):
        return
    yield link
    if tag != "a":
        for part in link.partition("?")[2].split("&"):
            name, _, value = part.partition("=")
            if name in ("file", "url", "src") and value:
                yield unquote(value).replace(" ", "%20")


def _likeliness(link: str) -> tuple[bool, int]:
    """What is called a maklumat first; then documents, what a program hands out, and pictures."""
    ending = _ending(link)
    return "maklumat" not in link.lower(), 0 if ending in _DOCUMENTS else 2 if ending else 1


def _ending(link: str) -> str:
    """That of a document or picture; empty for anything else."""
    ending = PurePosixPath(unquote(re.split(r"[?#]", link)[0])).suffix.lower()
    return ending if ending in (*_DOCUMENTS, *_PICTURES) else ""


def _name_of(found: Fetched) -> str:
    return PurePosixPath(unquote(urlsplit(found.address).path)).name


def _kept_as(found: Fetched) -> tuple[str, str]:
    """The name and media type of a copy: what is no document or picture is kept as words."""
    verdict = inspect(found.data, _name_of(found))
    if not found.is_page and verdict.trouble is None and verdict.kind in ENDINGS:
        return f"salinan-laman{ENDINGS[verdict.kind]}", verdict.kind
    return "salinan-laman.txt", COPY
