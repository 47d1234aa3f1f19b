"""What holds for every sentence: an event has its headline, the register is kept, a message stays short."""

import re
from datetime import UTC, datetime

import pytest

from handlers.screens.cards import card, news
from handlers.screens.phrases import happened
from sop import events as e
from sop.archive import Marks
from sop.events import Event
from sop.items import Item, Verdict
from sop.looks import Finding, Look
from sop.officials import Change, OfficialChanged
from sop.papers import PaperKind
from sop.roles import Role
from sop.steps import Action, Step
from tests.handlers.screens.stage import FORBIDDEN, brought, every_act, every_message, parsed, people, view_of
from tests.sop.office import BAGUS, EVERYBODY, LINK, NUMBER, PHOTO, VOICE, WAHYU, document, office

AT = datetime(2027, 1, 18, 3, 5, tzinfo=UTC)
BY = {"at": AT, "by": WAHYU, "role": Role.PPID}
SAID = Item("Kata-kata.", (PHOTO, VOICE))
ONE_OF_EACH: tuple[Event, ...] = (
    e.Opened(**BY, maklumat=1, control_number="MKL-2027-001", title="Maklumat"),
    e.StepEntered(at=AT, step=Step.FORWARDING, visit=2, due_at=AT, received_at=AT),
    e.DraftGiven(**BY, version=1, file=document(), on_behalf=False, basis=()),
    e.BasisSet(**BY, basis=("UU Nomor 14 Tahun 2008",)),
    e.ParafGiven(**BY, version=1),
    e.Returned(**BY, step=Step.DECISION, version=1, items=(SAID, SAID)),
    e.CorrectionNoted(**BY, item=SAID),
    e.CorrectionJoined(**BY, item=SAID),
    e.Forwarded(**BY, version=1),
    e.NumberSet(**BY, number=NUMBER),
    e.Withdrawn(**BY, version=1),
    e.Approved(**BY, version=1),
    e.DirectionGiven(**BY, step=Step.DECISION, item=SAID),
    e.QuestionAsked(**BY, question=1, item=SAID),
    e.QuestionAnswered(**BY, question=1, item=SAID),
    e.DecisionTakenBack(**BY, version=1),
    e.PublicationOrdered(**BY, version=1),
    e.Held(**BY, item=SAID),
    e.Resumed(**BY, due_at=AT),
    e.FinalGiven(**BY, file=document(), affirmed=False),
    e.FinalAffirmed(**BY),
    e.TextReplaced(**BY, version=1, item=SAID),
    e.Published(**BY, link=LINK),
    e.ProofGiven(**BY, files=(PHOTO,)),
    e.ConfirmedLive(**BY),
    e.ReportedNotLive(**BY, item=SAID),
    e.PageChecked(at=AT, visit=6, look=Look(finding=Finding.UNREACHABLE, link=LINK, expected="ab" * 32)),
    e.Examining(**BY),
    e.WrittenRecorded(**BY, version=1, verdict=Verdict(Action.APPROVE, BAGUS), item=SAID),
    e.WrittenConfirmed(**BY, version=1),
    e.WrittenRejected(**BY, item=SAID),
    e.Objected(**BY, version=1),
    e.ObjectionLifted(**BY, due_at=AT),
    e.MinutesSet(**BY, number=NUMBER),
    e.FiledOnPaper(**BY, place="Rak 2, Map Maklumat 2027"),
    e.ArchiveSet(**BY, marks=Marks(active="2 tahun")),
    e.ObstacleReported(**BY, step=Step.PUBLISHING, item=SAID),
    e.Cancelled(**BY, item=SAID),
    e.RemarkKept(**BY, item=SAID, meant_for="return"),
    e.RungReached(at=AT, visit=1, rung="breach"),
    e.DeadlineMoved(at=AT, visit=1, due_at=AT, received_at=AT, skipped=(), reason="Cuti bersama"),
    e.PaperMade(at=AT, kind=PaperKind.NOTA_DINAS, version=1, visit=2, file=document()),
    e.ScanFiled(**BY, kind=PaperKind.NOTA_DINAS, version=1, visit=2, item=SAID),
    e.StepReassigned(
        **BY, step=Step.PUBLISHING, visit=5, to=BAGUS, in_role=Role.E_PPID, held_by=(WAHYU,), reason="Kata-kata."
    ),
    e.SteppedBack(
        at=AT,
        by=WAHYU,
        step=Step.PUBLISHING,
        to=Step.DRAFTING,
        version=1,
        approved_by=BAGUS,
        held_by=(BAGUS,),
        reason="Kata.",
    ),
    e.CardResent(at=AT, by=WAHYU, visit=5, to=BAGUS, reason="Kata-kata."),
    e.HoldersChanged(at=AT, holders=(BAGUS,)),
    *(
        OfficialChanged(
            at=AT,
            by=WAHYU,
            person=BAGUS,
            change=change,
            in_role=Role.KOMISIONER,
            from_on=AT.date(),
            until_on=AT.date(),
            reason="SK 12/2027",
            what="name",
        )
        for change in Change
    ),
    e.HoldersChanged(at=AT, holders=(BAGUS,), fell_back_from=WAHYU),
)
_USERS_WORDS = re.compile(r"<blockquote( expandable)?>.*?</blockquote>", re.DOTALL)
_OWN_WORDS = re.compile(r"<b>Ditahan</b>: .*")
LIMIT = 550


def test_the_list_above_is_every_event():
    assert {type(event) for event in ONE_OF_EACH} == set(Event.__subclasses__())


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("reader", [WAHYU, BAGUS])
def test_every_event_is_told_as_card_and_as_news_to_whoever_acted_and_to_others(event, reader):
    view = view_of(brought("step 3, question open"), reader)

    for page in (*card(view, event, now=AT), *news(view, event, now=AT)):
        assert parsed(page.text)
        assert not FORBIDDEN.search(ours(page.text)), page.text
    assert happened(event, people(office()))[0].isupper()


@pytest.mark.parametrize(
    ("kind", "version", "told"),
    [
        (PaperKind.LEMBAR_PARAF, 1, "Lembar Paraf untuk draf versi 1 dibuat"),
        (PaperKind.TANDA_TERIMA, 2, "Tanda Terima untuk draf versi 2 dibuat"),
        (PaperKind.BUKTI_TAYANG, 1, "Bukti Tayang untuk draf versi 1 dibuat"),
        # Cancelled before anybody gave a draft.
        (PaperKind.REKAP_PROSES, 0, "Rekap Proses dibuat"),
    ],
)
def test_a_paper_is_named_as_offices_name_it(kind, version, told):
    made = e.PaperMade(at=AT, kind=kind, version=version, visit=2, file=document())

    assert happened(made, people(office())) == told


def ours(text: str) -> str:
    """A text without what people said, and without the title and file names that they gave."""
    return parsed(_OWN_WORDS.sub("", _USERS_WORDS.sub("", text))).replace("draf-", "")


def test_the_register_is_kept_everywhere():
    for name, pages in every_message():
        for page in pages:
            text = ours(page.text)
            assert not FORBIDDEN.search(text), (name, text)
            assert text.startswith(("Yth. ", "Terima kasih, ")), name


def test_a_message_stays_short():
    for name, pages in every_message():
        assert sum(len(ours(page.text)) for page in pages) <= LIMIT, name


def test_a_card_that_waits_for_its_reader_asks_with_mohon_and_any_other_says_that_nothing_is_to_be_done():
    for name, course in every_act():
        for person in EVERYBODY:
            view = view_of(course, person)
            text = card(view, None, now=course.now)[-1].text
            if view.reader in view.holders:
                assert "ohon " in text or "masih ditunggu" in text or "turut menyusun" in text, name
            else:
                assert any(
                    part in text for part in ("Tidak ada yang perlu", "belum dijawab", "ohon ", "turut menyusun")
                ), (
                    name,
                    text,
                )


def test_no_message_loses_what_was_said():
    for name, course in every_act():
        assert course.last is not None
        for event in course.last.events:
            item = getattr(event, "item", None)
            if item is None or not item.text:
                continue
            for notice in course.last.notices:
                if notice.event == event and notice.to != event.by:
                    pages = news(view_of(course, notice.to), event, now=course.now)
                    assert item.text in "".join(parsed(page.text) for page in pages), name
