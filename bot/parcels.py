"""From a parcel to what Telegram is asked for: rendered from the state at this moment, or found to be needless."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode

from bot.marks import Mark
from bot.papers import PdfUnreadable, first_page
from bot.papers.apart import ROOM
from handlers.inspection import HEIC, IMAGE_TYPES
from handlers.screens import cards, digests, pages
from handlers.screens.settled import settled
from sop.deadlines import is_personal
from sop.events import Event, RungReached
from sop.items import KeptFile
from sop.maklumat import Phase
from sop.notices import Enclosure
from sop.officials import OfficialChanged
from sop.roles import PersonId
from sop.turns import awaited, is_under_way
from storage import mornings
from storage.mappers import UNREADABLE
from storage.outbox import Button, Kind, Parcel, Rows, Screen
from storage.reading import Reading, View

log = logging.getLogger(__name__)

VOICE = "audio/ogg"
PHOTO_LIMIT = 10_000_000
"""Bytes; a larger picture goes as a document."""


@dataclass(frozen=True)
class Letter:
    """One message: text (or caption), buttons, perhaps a file."""

    text: str = ""
    rows: Rows = ()
    html: bool = True
    silent: bool = False
    file: KeptFile | None = None
    data: bytes | None = None
    media: str = "document"
    name: str = ""
    may_reuse: bool = True
    """Whether Telegram's own copy of the file may be sent again."""
    is_named: bool = False
    """Whether that copy must bear this very name."""

    def markup(self, mark: Mark) -> InlineKeyboardMarkup | None:
        """The buttons as Telegram takes them."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup([[_button(button, mark) for button in row] for row in self.rows])

    @property
    def parse_mode(self) -> str | None:
        """HTML, or none for text that Telegram would not read."""
        return ParseMode.HTML if self.html else None

    @property
    def upload_kind(self) -> str:
        """Under which Telegram's own copy is remembered: what is sent again keeps the name of its first time."""
        return f"{self.media} {self.name}" if self.is_named else self.media

    def as_document(self) -> "Letter":
        """The same as a file that Telegram does not look into: no picture, no voice note."""
        return replace(self, media="document")

    def plain(self) -> "Letter":
        """The same without markup, for text that Telegram does not read."""
        return replace(self, html=False)

    def uploading(self) -> "Letter":
        """The same with its bytes instead of a remembered file."""
        return replace(self, may_reuse=False)


@dataclass(frozen=True)
class Opened:
    """What a parcel comes to: letters in their order, or an edit."""

    letters: tuple[Letter, ...]
    edits: int | None = None
    strips: int | None = None

    def as_new(self) -> "Opened":
        """A new message where the one to be edited is gone."""
        return replace(self, edits=None)


async def open_parcel(parcel: Parcel, reading: Reading, now: datetime) -> Opened | None:
    """What is to be sent, from the state as it is now; None when it is no longer needed."""
    match parcel.kind:
        case Kind.DOCUMENT:
            return await _document(parcel, reading, now)
        case Kind.STRIP:
            return await _stripped(parcel, reading, now)
        case Kind.EDIT | Kind.REPLY:
            assert parcel.screen is not None
            return Opened(_letters((parcel.screen,)), edits=parcel.target_message)
        case Kind.DIGEST:
            return await _digest(parcel, reading, now)
        case Kind.NEWS | Kind.CARD | Kind.REMINDER | Kind.REFRESH:
            return await _told(parcel, reading, now)


async def _told(parcel: Parcel, reading: Reading, now: datetime) -> Opened | None:
    assert parcel.maklumat is not None
    assert parcel.person is not None
    view = await reading.view(parcel.maklumat, parcel.person, now)
    silent = view.office.rules.quiet.quiet_at(view.office.rules.calendar.local(now))
    if parcel.kind is Kind.REFRESH:
        card = parcel.target_message and await reading.message(parcel.chat_id, parcel.target_message)
        if not card or not card.live:
            return None
        redrawn = cards.card(view, parcel.event, now=now, head=parcel.head, redrawn=True, cautions=parcel.cautions)
        return Opened(_letters(redrawn), edits=parcel.target_message)
    if parcel.kind is Kind.CARD and parcel.live:
        remark = await _why_anew(parcel, reading, view.office.rules.calendar.zone)
        made = cards.card(view, parcel.event, now=now, remark=remark, head=parcel.head, cautions=parcel.cautions)
        return Opened(_letters(made, silent=silent))
    if parcel.event is None:
        return None
    if parcel.kind is Kind.REMINDER:
        if not _still_needed(parcel.event, view):
            return None
        # Another reminder may be the live card by now; what was not sent is still sent with its own button.
        live = parcel.live or is_personal(parcel.event)
        return Opened(_letters(cards.reminder(view, parcel.event, now=now, live=live)))
    told = cards.news(view, parcel.event, head=parcel.head, now=now, cautions=parcel.cautions)
    return Opened(_letters(told, silent=silent))


async def _why_anew(parcel: Parcel, reading: Reading, zone: tzinfo) -> str:
    """The sentence before a card that is given anew, as HTML; none for any other."""
    if parcel.outage is None:
        return ""
    from_at, to_at = parcel.outage
    restored = await reading.restored()
    if restored is not None and from_at <= restored.at <= to_at:
        return pages.restored(restored.taken_at, zone)
    return pages.outage(from_at, to_at, zone)


async def _stripped(parcel: Parcel, reading: Reading, now: datetime) -> Opened | None:
    if parcel.target_message is None:
        return None
    if isinstance(parcel.event, OfficialChanged):
        people = await reading.people(now)
        if parcel.person is not None and people[parcel.person].telegram_id != parcel.chat_id:
            # The account was closed, or left, meanwhile: its buttons go, and it is told nothing of anybody.
            return Opened((Letter(),), strips=parcel.target_message)
        left = settled(parcel.event, people, (await reading.calendar()).zone)
        return Opened(_letters((left,)), edits=parcel.target_message)
    if parcel.maklumat is None or parcel.person is None:
        return Opened((Letter(),), strips=parcel.target_message)
    view = await reading.view(parcel.maklumat, parcel.person, now)
    why = cards.CLOSED if parcel.closed else cards.REPLACED
    left = cards.over(view, parcel.event, why, head=parcel.head, cautions=parcel.cautions)
    return Opened(_letters((left,)), edits=parcel.target_message)


async def _digest(parcel: Parcel, reading: Reading, now: datetime) -> Opened | None:
    """What of it still needs telling; a single one is told as if it had never been a digest."""
    assert parcel.person is not None
    if parcel.is_morning:
        return await _morning(parcel, parcel.person, reading, now)
    found, unreadable = await _views(parcel, reading, now)
    if unreadable is not None and not found:
        raise unreadable
    needed = [(view, event) for view, event in found if _still_needed(event, view)]
    if not needed:
        return None
    zone = needed[0][0].office.rules.calendar.zone
    remark = await _why_anew(parcel, reading, zone)
    if len(needed) == 1 and not remark:
        view, event = needed[0]
        return Opened(_letters(cards.reminder(view, event, now=now, live=False)))
    return Opened(_letters((digests.digest([view for view, _ in needed], remark=remark, now=now),)))


async def _morning(parcel: Parcel, person: PersonId, reading: Reading, now: datetime) -> Opened | None:
    """What waits still; in the afternoon, or on another day, nobody is told what waited in the morning."""
    found, unreadable = await _views(parcel, reading, now)
    waiting = [view for view, _ in found if is_under_way(view.maklumat)]
    people, calendar = await reading.people(now), await reading.calendar()
    asked = people.waiting_for(person)
    if unreadable is not None and not found and not asked:
        raise unreadable
    if not waiting and not asked:
        return None
    local = calendar.local
    if local(parcel.created_at).date() != local(now).date() or local(now).time() >= mornings.ENDS:
        return None
    told = digests.morning(waiting, people[person], asked, calendar=calendar, now=now)
    return Opened(_letters((told,)))


async def _views(
    parcel: Parcel, reading: Reading, now: datetime
) -> tuple[list[tuple[View, Event | None]], Exception | None]:
    """Of a digest, without a maklumat that cannot be read any more, which is logged; and why one cannot."""
    assert parcel.person is not None
    found: list[tuple[View, Event | None]] = []
    unreadable: Exception | None = None
    for entry in parcel.entries:
        try:
            found.append((await reading.view(entry.maklumat, parcel.person, now), entry.event))
        except UNREADABLE as trouble:
            log.exception("maklumat %d is left out of a digest", entry.maklumat)
            unreadable = trouble
    return found, unreadable


def _still_needed(event: object, view: View) -> bool:
    """A reminder is: while its visit lasts, and this person is still waited for or stands above who is."""
    m, reader = view.maklumat, view.reader.id
    if event is None:
        return reader in awaited(m, view.office)
    assert isinstance(event, RungReached)
    if event.visit != m.visit.number or m.hold is not None or m.phase is not Phase.OPEN:
        return False
    if is_personal(event):
        return bool(m.collected_by(reader))
    return reader in awaited(m, view.office) or reader in event.told


async def _document(parcel: Parcel, reading: Reading, now: datetime) -> Opened | None:
    caption, silent = "", False
    if parcel.maklumat is not None and parcel.person is not None:
        view = await reading.view(parcel.maklumat, parcel.person, now)
        caption = cards.document_caption(parcel.enclosure, view)
        silent = view.office.rules.quiet.quiet_at(view.office.rules.calendar.local(now))
    if parcel.page_of is not None:
        picture = await _picture(await reading.file(parcel.page_of.sha256))
        return (
            Opened((Letter(caption, data=picture, media="photo", name="halaman-1.png", silent=silent),))
            if picture
            else None
        )
    if parcel.file is None:
        return None
    # In the archive a name tells files apart: Telegram keeps one with documents alone.
    archived = parcel.enclosure == Enclosure.EVERYTHING
    media = "document" if archived else _media(parcel.file)
    return Opened(
        (Letter(caption, file=parcel.file, media=media, name=parcel.file.name, silent=silent, is_named=archived),)
    )


async def _picture(pdf: bytes) -> bytes | None:
    try:
        return await asyncio.get_running_loop().run_in_executor(ROOM, first_page, pdf)
    except PdfUnreadable:
        return None


def _media(file: KeptFile) -> str:
    if file.media_type in IMAGE_TYPES - {HEIC} and file.size < PHOTO_LIMIT:
        return "photo"
    return "voice" if file.media_type == VOICE else "document"


def _letters(screens: Sequence[Screen], *, silent: bool = False) -> tuple[Letter, ...]:
    return tuple(Letter(screen.text, screen.rows, silent=silent) for screen in screens)


def _button(button: Button, mark: Mark) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.label,
        callback_data=mark.upon(button.data) or None,
        url=button.url or None,
        style=button.style or None,
    )
