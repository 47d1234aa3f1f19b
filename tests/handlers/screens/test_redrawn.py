"""Cards that lie in a chat already: redrawn, replaced; and words that reach people together with something else."""

from datetime import timedelta

import pytest

from handlers.screens.cards import CLOSED, REPLACED, card, news, over, reminder
from sop import events as e
from sop.commands import Remedy
from sop.roles import Role
from sop.steps import Action, Step
from tests.handlers.screens.stage import brought, last_told, shown, view_of
from tests.sop.office import BAGUS, DIMAS, LINK, NUMBER, PHOTO, RATNA, SRI, WAHYU, Course, document, office


def approved_then_numbered() -> Course:
    """Bagus approves with a direction; a drafter fills in the number afterwards."""
    course = brought("step 3")
    course.does(BAGUS, Action.DIRECT, None, "Pasang juga di lobi.", files=(PHOTO,))
    course.does(BAGUS, Action.APPROVE)
    course.does(SRI, Action.SET_NUMBER, value=NUMBER)
    return course


def test_a_redrawn_card_keeps_its_receipt_and_its_journal_head_and_says_what_happened_since():
    course = approved_then_numbered()
    approved = next(event for event in course.journal if isinstance(event, e.Approved))

    (found,) = card(view_of(course, BAGUS), approved, now=course.now, head="47:c72d", redrawn=True)

    assert (
        "Persetujuan Bapak atas draf versi 1 telah dicatat pada Senin, 18 Januari 2027 pukul 10.06 WIB." in found.text
    )
    assert "Sidik riwayat: <code>47:c72d</code>" in found.text
    assert "Terakhir (18-01-2027 10.07): Nomor Nota Dinas" in found.text
    assert "Langkah 4 dari 6" in found.text


def test_a_redrawn_card_keeps_the_answer_to_its_question():
    course = brought("step 3, question open")
    course.does(WAHYU, Action.ANSWER, None, "Sudah, Bapak.", question=1)
    answered = course.journal[-1]
    course.does(SRI, Action.SET_NUMBER, value=NUMBER)

    (found,) = card(view_of(course, BAGUS), answered, now=course.now, redrawn=True)

    assert "<blockquote>Sudah, Bapak.</blockquote>" in found.text


def test_a_redrawn_card_does_not_keep_what_is_true_no_longer():
    course = brought("step 3, correction open")
    noted = course.journal[-1]
    course.does(BAGUS, Action.SEND_CORRECTION)

    (found,) = card(view_of(course, BAGUS), noted, now=course.now, redrawn=True)

    assert "belum dikirim" not in found.text
    assert "dikembalikan untuk diperbaiki" in found.text


@pytest.mark.parametrize("why", [REPLACED, CLOSED])
def test_a_card_that_is_of_use_no_longer_keeps_what_it_told_and_not_how_things_stood(why):
    course = approved_then_numbered()
    forwarded = next(event for event in course.journal if isinstance(event, e.Forwarded))

    found = over(view_of(course, BAGUS), forwarded, why)

    assert found.rows == ()
    assert "Dengan hormat, bersama ini disampaikan draf <b>versi 1</b>" in found.text
    assert "Mohon arahan" not in found.text
    assert "Langkah" not in found.text
    assert found.text.endswith(why)


def test_a_direction_reaches_the_drafters_also_with_a_return():
    course = brought("step 3")
    course.does(BAGUS, Action.DIRECT, None, "Pasang juga di lobi.")
    course.does(BAGUS, Action.RETURN, None, "Perbaiki tanggal.")

    told = shown(last_told(course)[WAHYU])
    later = shown(card(view_of(course, WAHYU), None, now=course.now))

    for page in (told, later):
        assert "Koreksi:\n<blockquote>Perbaiki tanggal.</blockquote>" in page
        assert "Arahan:\n<blockquote>Pasang juga di lobi.</blockquote>" in page


def test_what_was_written_beside_a_draft_is_told_with_it():
    course = brought("draft given")
    course.does(WAHYU, Action.SUBMIT_DRAFT, None, "Mohon dicermati butir 4.", file=document(9))
    course.does(WAHYU, Action.PARAF)
    given = next(event for event in reversed(course.journal) if isinstance(event, e.DraftGiven))

    assert "Catatan:\n<blockquote>Mohon dicermati butir 4.</blockquote>" in shown(
        news(view_of(course, SRI), given, now=course.now)
    )


def test_a_komisioner_whose_question_waits_is_not_told_that_he_is_late():
    course = brought("step 3, question open")
    assert course.m.visit.due_at is not None
    late = course.m.visit.due_at + timedelta(days=1)
    event = e.RungReached(at=late, visit=course.m.visit.number, rung="after-1", told=(BAGUS,))

    (found,) = reminder(view_of(course, BAGUS), event, now=late)

    assert "pertanyaan Bapak masih menunggu jawaban penyusun" in found.text
    assert "melampaui" not in found.text


def test_a_report_to_the_next_above_has_no_button_that_acts():
    course = brought("step 5")
    event = e.RungReached(at=course.now, visit=course.m.visit.number, rung="above-1", told=(WAHYU,))

    (found,) = reminder(view_of(course, WAHYU), event, now=course.now, live=False)

    assert [button.label for row in found.rows for button in row] == ["MKL-2027-001"]


def latecomer(course: Course) -> e.HoldersChanged:
    """Ratna came to be a Komisioner after the draft had reached them."""
    came = e.HoldersChanged(at=course.now, holders=(BAGUS, RATNA))
    course.now += timedelta(minutes=1)
    return came


def test_a_latecomers_card_redrawn_in_a_later_step_tells_of_the_step_for_which_it_came():
    course = brought("step 3")
    came = latecomer(course)
    course.does(BAGUS, Action.APPROVE)

    for found in (
        card(view_of(course, RATNA), came, now=course.now, redrawn=True)[0],
        over(view_of(course, RATNA), came, REPLACED),
    ):
        assert "langkah 4 (Perintah publikasi) menunggu" not in found.text
        told = "Pada Senin, 18 Januari 2027 pukul 10.05 WIB, langkah 3 (Arahan dan persetujuan) sampai pada Ibu."
        assert told in found.text


def test_a_latecomer_whose_role_is_over_reads_no_longer_that_the_step_waits_for_him():
    course = brought("step 3")
    came = latecomer(course)
    course.office = office({Role.KOMISIONER: (BAGUS,)})

    (found,) = card(view_of(course, RATNA), came, now=course.now, redrawn=True)

    assert "menunggu Ibu" not in found.text
    assert "langkah 3 (Arahan dan persetujuan) sampai pada Ibu." in found.text


def test_news_of_who_holds_a_step_that_is_over_is_told_as_past():
    course = brought("step 5")
    fell = e.HoldersChanged(at=course.now, holders=(DIMAS,), fell_back_from=WAHYU)
    course.now += timedelta(minutes=1)
    course.does(DIMAS, Action.PUBLISH, value=LINK, files=(PHOTO,))

    (found,) = news(view_of(course, SRI), fell, now=course.now)

    assert "kini menunggu" not in found.text
    assert "langkah 5 (Publikasi) sampai pada Sdr. Dimas." in found.text
    assert "Pengalihan kepada Bapak Wahyu tidak berlaku lagi." in found.text


def test_a_decision_taken_back_waits_no_longer_once_it_was_given_again():
    course = brought("step 4")
    course.does(BAGUS, Action.TAKE_BACK)
    taken_back = next(event for event in course.journal if isinstance(event, e.DecisionTakenBack))
    (before,) = card(view_of(course, RATNA), taken_back, now=course.now, redrawn=True)
    course.does(BAGUS, Action.APPROVE)
    (after,) = card(view_of(course, RATNA), taken_back, now=course.now, redrawn=True)

    assert "Maklumat kembali menunggu keputusan Komisioner." in before.text
    assert "kembali menunggu" not in after.text


def test_a_text_returned_to_step_1_may_be_initialled_again_only_while_it_is_there():
    course = brought("step 3")
    course.rescued(Remedy.STEP_BACK, step=Step.DRAFTING)
    back = next(event for event in course.journal if isinstance(event, e.SteppedBack))
    (before,) = card(view_of(course, WAHYU), back, now=course.now, redrawn=True)
    for drafter in (WAHYU, SRI):
        course.does(drafter, Action.PARAF)
    (after,) = card(view_of(course, SRI), back, now=course.now, redrawn=True)

    assert "Naskah yang sama dapat diparaf kembali" in before.text
    assert "Langkah 2 dari 6" in after.text
    assert "diparaf kembali" not in after.text


def test_where_a_replaced_card_told_nothing_its_greeting_goes_before_why():
    found = over(view_of(brought("step 3"), BAGUS), None, REPLACED)

    assert found.text == (
        "Yth. Bapak Bagus Prasetyo,\nKartu ini telah digantikan oleh kartu yang lebih baru.\n\n"
        "<b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)"
    )
