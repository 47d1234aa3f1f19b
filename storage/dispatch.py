"""From notices to outbox rows: documents before cards, one live card for each person, old cards without buttons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sop import events as e
from sop.events import Event
from sop.items import KeptFile
from sop.maklumat import Maklumat
from sop.notices import Enclosure, Notice, Told
from sop.papers import PaperKind
from sop.turns import is_asked_for_text
from storage import cautions, journal, outbox, papers, shelf
from storage import tables as t
from storage.naming import everything, items_of
from storage.outbox import Kind
from storage.people import Official, People

_PAPERS = {
    Enclosure.NOTA_DINAS: PaperKind.NOTA_DINAS,
    Enclosure.DISPOSISI: PaperKind.DISPOSISI,
    Enclosure.PERINTAH: PaperKind.PERINTAH,
}
_KINDS = {Told.NEWS: Kind.NEWS, Told.RECEIPT: Kind.NEWS, Told.CARD: Kind.CARD, Told.REMINDER: Kind.REMINDER}
PDF = "application/pdf"
_PROOFS = 3
"""Pictures of the page that go with the request to look at it."""


@dataclass(frozen=True)
class _Part:
    """One document of a bundle: a file, page 1 of one, or a paper that may not be made yet."""

    enclosure: Enclosure
    file: KeptFile | None = None
    page_of: KeptFile | None = None
    paper: int | None = None


@dataclass(frozen=True)
class Dispatch:
    """One commit's telling: of which maklumat, to whom, at what moment, under which journal head."""

    db: Connection
    maklumat: Maklumat
    people: People
    now: datetime
    head: str = ""

    def send(self, notices: Sequence[Notice], *, prompt: int | None = None, reply_to: int | None = None) -> None:
        """Queue what these notices call for, and bring the live cards of everybody else up to date."""
        live = outbox.live_cards(self.db, self.maklumat.id)
        renewed = set()
        for notice in notices:
            official = self.people.by_id.get(notice.to)
            if official is None or official.telegram_id is None:
                continue
            if notice.told is Told.CARD:
                renewed.add(notice.to)
            self._send_one(notice, official, prompt, reply_to)
        for person, (card, chat_id) in live.items():
            if person in renewed:
                outbox.retire(self.db, card, chat_id, self.now)
            else:
                outbox.refresh(self.db, card, chat_id, self.maklumat.id, person, self.now)

    def show(
        self,
        official: Official,
        *,
        enclosures: Iterable[Enclosure] = (),
        reply_to: int | None = None,
        outage: tuple[datetime, datetime] | None = None,
    ) -> None:
        """A card that was asked for: it is the live one from now on, the one before loses its buttons."""
        assert official.telegram_id is not None
        old = outbox.live_cards(self.db, self.maklumat.id).get(official.id)
        bundle = self._documents(official, enclosures, None)
        self._put(Kind.CARD, official, None, bundle=bundle, reply_to=reply_to, outage=outage)
        if old is not None:
            outbox.retire(self.db, *old, self.now)

    def give(self, official: Official, enclosures: Iterable[Enclosure]) -> bool:
        """Documents alone.

        Returns:
            False when there is none of them yet.
        """
        before = list(self._parts(enclosures, None))
        self._documents(official, enclosures, None)
        return bool(before)

    def _send_one(self, notice: Notice, official: Official, prompt: int | None, reply_to: int | None) -> None:
        bundle = self._documents(official, notice.enclosures, notice.event)
        head = self.head if Enclosure.JOURNAL_HEAD in notice.enclosures else ""
        asks = isinstance(notice.event, e.QuestionAsked) and notice.told is Told.CARD
        answered = reply_to if notice.event.by == official.id else None
        self._put(
            _KINDS[notice.told],
            official,
            notice.event,
            bundle=bundle,
            head=head,
            prompt=prompt if asks else None,
            reply_to=answered,
        )

    def _put(
        self,
        kind: Kind,
        official: Official,
        event: Event | None,
        *,
        bundle: int | None,
        head: str = "",
        prompt: int | None = None,
        reply_to: int | None = None,
        outage: tuple[datetime, datetime] | None = None,
    ) -> None:
        assert official.telegram_id is not None
        row = outbox.put_notice(
            self.db,
            kind,
            official.telegram_id,
            official.id,
            self.maklumat.id,
            visit=self.maklumat.visit.number,
            version=self.maklumat.version,
            event=event,
            now=self.now,
            head=head,
            prompt=prompt,
            bundle=bundle,
            reply_to=reply_to,
            outage=outage,
        )
        if kind is Kind.CARD and is_asked_for_text(self.maklumat, official.roles):
            cautions.lay_on(self.db, row, official.id, self.maklumat.id)

    def _documents(self, official: Official, enclosures: Iterable[Enclosure], event: Event | None) -> int | None:
        """Queue the documents; the bundle's number ties them to the card that waits for them."""
        assert official.telegram_id is not None
        parts = list(self._parts(enclosures, event))
        if not parts:
            return None
        bundle = self._next_bundle()
        for part in parts:
            outbox.put_document(
                self.db,
                official.telegram_id,
                official.id,
                now=self.now,
                file=part.file,
                page_of=part.page_of,
                paper=part.paper,
                enclosure=part.enclosure,
                bundle=bundle,
                maklumat=self.maklumat.id,
                visit=self.maklumat.visit.number,
                version=self.maklumat.version,
            )
        return bundle

    def _next_bundle(self) -> int:
        last = self.db.execute(sa.select(sa.func.max(t.outbox.c.id))).scalar_one_or_none()
        return (last or 0) + 1

    def _parts(self, enclosures: Iterable[Enclosure], event: Event | None) -> Iterator[_Part]:
        m = self.maklumat
        for enclosure in enclosures:
            if enclosure in _PAPERS:
                paper = papers.newest(self.db, m.id, _PAPERS[enclosure])
                if paper is not None:
                    yield _Part(enclosure, paper=paper)
            elif enclosure is Enclosure.PAGE_PICTURE and m.draft and m.draft.file.media_type == PDF:
                yield _Part(enclosure, page_of=m.draft.file)
            elif enclosure is Enclosure.DRAFT and m.draft:
                yield _Part(enclosure, file=m.draft.file)
            elif enclosure is Enclosure.FINAL and (final := m.offered_final or m.final):
                yield _Part(enclosure, file=final.file)
            elif enclosure is Enclosure.TO_PUBLISH and m.to_publish:
                yield _Part(enclosure, file=m.to_publish)
            elif enclosure is Enclosure.PREDECESSOR and m.replaces is not None:
                yield _Part(enclosure, file=shelf.load(self.db, m.replaces.maklumat).to_publish)
            elif enclosure is Enclosure.PROOF:
                yield from (_Part(enclosure, file=file) for file in m.proofs[-_PROOFS:])
            elif enclosure is Enclosure.EVERYTHING:
                told = (entry.event for entry in journal.of(self.db, m.id))
                yield from (_Part(enclosure, file=file) for file in everything(m.control_number, told))
            elif enclosure is Enclosure.RECORD and m.written is not None:
                yield from (_Part(enclosure, file=file) for file in m.written.item.files)
            elif enclosure is Enclosure.ITEMS and event is not None:
                said_by = (*items_of(event), *(d.item for d in m.directions_ended_by(event)))
                yield from (_Part(enclosure, file=file) for item in said_by for file in item.files)
