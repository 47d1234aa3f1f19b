"""What asks a person for something: to be replied to, and with a way out."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.attachments import FileUnfit
from handlers.callbacks import Tap, Verb, decode, encode
from handlers.inspection import Trouble
from handlers.screens.keyboards import ASKING
from handlers.screens.questions import ask_title, choose, kept_late, offer_opening, put_aside, question
from handlers.screens.texts import beside, explain
from sop.guards import on_hold
from sop.items import Item
from sop.roles import Role
from sop.steps import Action
from storage.replies import PROMPT_SLOT
from tests.handlers.screens.stage import FORBIDDEN, brought, parsed, shown, view_of
from tests.sop.office import BAGUS, DIMAS, ENDAH, PHOTO, SRI, VOICE, WAHYU, WIB, office, with_rules


@pytest.mark.parametrize("action", sorted(ASKING))
@pytest.mark.parametrize("reader", [WAHYU, BAGUS, DIMAS])
def test_every_question_names_its_maklumat_and_how_to_answer_it(action, reader):
    asked = question(action, view_of(brought("step 4"), reader))
    text = parsed(asked.text)

    assert "MKL-2027-001" in text
    assert "Mohon membalas pesan ini" in text
    assert asked.rows[-1][-1].label == "Batal"
    assert asked.rows[-1][-1].data == encode(Tap(verb=Verb.PUT_ASIDE, prompt=PROMPT_SLOT))
    assert not FORBIDDEN.search(text)
    assert len(text) < 500


def test_publishing_asks_for_a_tautan():
    assert "tautan" in question(Action.PUBLISH, view_of(brought("step 5"), DIMAS)).text


def test_a_komisioner_is_asked_for_a_correction_and_a_drafter_for_a_note():
    assert shown(question(Action.RETURN, view_of(brought("step 3"), BAGUS))) == (
        "<b>Kembalikan untuk diperbaiki</b>\n"
        "Maklumat Pelayanan Informasi Publik Tahun 2027 (MKL-2027-001)\n"
        "\n"
        "Mohon membalas pesan ini dengan arahan atau koreksi Bapak: teks, foto naskah bertanda koreksi, pesan suara, "
        "atau berkas.\n"
        "\n"
        "Koreksi diteruskan kepada Atasan PPID dan PPID serta dicantumkan dalam Lembar Disposisi.\n"
        "[Batal]"
    )
    note = question(Action.RETURN, view_of(brought("draft given"), SRI)).text
    assert "dengan catatan perbaikan" in note
    assert "termasuk Bapak Wahyu; paraf pada versi ini gugur." in note


def test_a_final_from_the_operator_waits_for_a_drafters_word():
    by_operator = question(Action.GIVE_FINAL, view_of(brought("step 5"), DIMAS)).text
    by_drafter = question(Action.GIVE_FINAL, view_of(brought("step 5"), WAHYU)).text

    assert "berlaku setelah penyusun menyatakannya sama" in by_operator
    assert "berlaku setelah" not in by_drafter


@pytest.mark.parametrize("action", [Action.PARAF, Action.APPROVE, Action.ORDER, Action.CONFIRM_LIVE])
def test_what_needs_no_words_is_never_asked(action):
    with pytest.raises(KeyError):
        question(action, view_of(brought("step 4"), WAHYU))


def test_what_was_said_is_not_recorded_until_it_is_chosen():
    view = view_of(brought("step 3"), BAGUS)
    asked = choose(Item("Tambahkan kanal."), [Action.NOTE_CORRECTION, Action.DIRECT, Action.ASK], view)

    assert shown(asked) == (
        "Pesan Bapak belum dicatat.\n"
        "Maklumat Pelayanan Informasi Publik Tahun 2027 (MKL-2027-001)\n"
        "\n"
        "Pesan:\n"
        "<blockquote>Tambahkan kanal.</blockquote>\n"
        "\n"
        "Mohon memilih sebagai apa pesan ini dicatat.\n"
        "\n"
        "Dengan <b>Catat sebagai koreksi</b>, draf dikembalikan untuk diperbaiki.\n"
        "[Catat sebagai koreksi]\n"
        "[Catat sebagai arahan]\n"
        "[Catat sebagai pertanyaan]\n"
        "[Batal]"
    )
    assert [row[0].data for row in asked.rows] == [
        encode(Tap(verb=Verb.CHOOSE, action=action, prompt=PROMPT_SLOT))
        for action in (Action.NOTE_CORRECTION, Action.DIRECT, Action.ASK)
    ] + [encode(Tap(verb=Verb.PUT_ASIDE, prompt=PROMPT_SLOT))]


@pytest.mark.parametrize(
    ("action", "label"),
    [
        (Action.NOTE_CORRECTION, "Catat sebagai koreksi"),
        (Action.JOIN_RETURN, "Catat sebagai koreksi"),
        (Action.DIRECT, "Catat sebagai arahan"),
        (Action.ASK, "Catat sebagai pertanyaan"),
        (Action.ANSWER, "Catat sebagai jawaban"),
        (Action.SUBMIT_DRAFT, "Catat sebagai draf"),
        (Action.GIVE_FINAL, "Catat sebagai naskah final"),
        (Action.PUBLISH, "Catat sebagai tautan publikasi"),
        (Action.GIVE_PROOF, "Catat sebagai bukti tayang"),
        (Action.REPORT_OBSTACLE, "Catat sebagai kendala"),
        (Action.RETURN, "Catat sebagai alasan pengembalian"),
        (Action.KEEP_REMARK, "Simpan dalam riwayat"),
        (Action.HOLD, "Catat sebagai alasan penahanan"),
    ],
)
def test_each_choice_says_what_it_makes_of_the_message(action, label):
    asked = choose(Item("", (PHOTO, VOICE)), [action], None)

    assert asked.rows[0][0].label == label
    assert asked.text.startswith("Pesan Bapak/Ibu belum dicatat.\n\nPesan: 1 (satu) foto, 1 (satu) pesan suara.")


def test_a_document_out_of_the_blue_may_open_a_maklumat():
    asked = offer_opening("Maklumat 2027", "draf.pdf")

    assert [[button.label for button in row] for row in asked.rows] == [["Buka maklumat"], ["Batal"]]
    assert asked.rows[0][0].data == encode(Tap(verb=Verb.CHOOSE, prompt=PROMPT_SLOT))
    assert asked.text.startswith(
        "Buka maklumat baru dengan berkas ini?\n\nJudul: <b>Maklumat 2027</b>\nBerkas: draf.pdf"
    )


def test_the_title_is_asked_for():
    assert "Mohon membalas pesan ini dengan judulnya" in ask_title().text
    assert ask_title().rows[0][0].label == "Batal"


def test_words_that_speak_of_agreeing_may_also_be_meant_as_an_approval_which_is_asked_for_once_more():
    view = view_of(brought("step 3"), BAGUS)
    said = Item("Saya setuju dengan draf ini")

    asked = choose(said, [Action.NOTE_CORRECTION], view, approves=Role.KOMISIONER)

    assert [row[0].label for row in asked.rows] == ["Setujui", "Catat sebagai koreksi", "Batal"]
    tap = decode(asked.rows[0][0].data)
    assert (tap.verb, tap.action, tap.visit, tap.version) == (
        Verb.CONFIRM,
        Action.APPROVE,
        view.maklumat.visit.number,
        1,
    )


def test_words_that_came_too_late_are_said_to_be_kept_and_why_they_change_nothing():
    found = kept_late(view_of(brought("step 4"), BAGUS), "Keputusan sudah tercatat.", Action.RETURN)

    assert "Pesan Bapak disimpan dalam riwayat dan diteruskan kepada penyusun dan pelaksana langkah ini" in found.text
    assert found.text.endswith("Keputusan sudah tercatat.")


def test_who_sends_another_address_too_late_reads_who_can_make_room_for_it():
    found = kept_late(view_of(brought("step 6"), DIMAS), "Sudah ditandai.", Action.PUBLISH)

    assert "Sudah ditandai. Apabila tautan yang tercatat keliru, mohon meminta Bapak/Ibu Endah menekan" in found.text


def test_what_is_said_of_a_page_that_was_confirmed_goes_to_its_publisher_and_says_so():
    found = kept_late(view_of(brought("step 6, confirmed"), ENDAH), "Sudah dinyatakan.", Action.REPORT_NOT_LIVE)

    assert "diteruskan kepada penyusun dan Pelaksana (operator)." in found.text


@pytest.mark.parametrize(
    ("vacant", "told"),
    [
        ({Role.PELAKSANA: ()}, " dan diteruskan kepada penyusun"),
        ({Role.PELAKSANA: (), Role.ATASAN_PPID: (), Role.PPID: ()}, ""),
    ],
)
def test_words_are_said_to_go_only_to_whoever_is_there_to_receive_them(vacant, told):
    confirmed = brought("step 6, confirmed")
    confirmed.office = office(vacant)

    found = kept_late(view_of(confirmed, ENDAH), "Sudah dinyatakan.", Action.REPORT_NOT_LIVE)

    assert f"disimpan dalam riwayat{told}. Keadaan maklumat tidak berubah." in found.text


def test_of_a_held_maklumat_one_thing_is_asked_also_of_whoever_cannot_let_it_go_on():
    held = view_of(brought("step 3, held"), DIMAS)
    because = explain(on_hold(held.maklumat), held, None, WIB)
    assert because.endswith("Mohon menunggu sampai dilanjutkan.")
    asked = choose(Item("", (PHOTO,)), [Action.KEEP_REMARK], held)
    kept = kept_late(held, because, Action.REPORT_OBSTACLE, again=True)

    for told in (asked, kept):
        assert told.text.endswith(". Setelah dilanjutkan, mohon mengirimnya kembali.")
        assert "Mohon menunggu" not in told.text
        assert "Mohon memilih" not in told.text


def test_nothing_is_recorded_by_batal():
    assert put_aside().text == "Baik, pertanyaan ini ditutup. Melalui pertanyaan ini tidak ada yang dicatat."
    assert put_aside().rows == ()


def test_the_number_that_is_shown_is_of_this_office_and_of_the_year_in_which_it_is_asked_for():
    course = brought("step 2")
    course.office = with_rules(course.office, number_pattern="……/HM.02-ND/3308/{tahun}")
    view = view_of(course, SRI)

    asked = question(Action.SET_NUMBER, view, datetime(2027, 12, 31, 18, tzinfo=UTC)).text
    assert "SRIKANDI, misalnya 12/HM.02-ND/3308/2028." in asked
    assert "misalnya 45/PY.01-BA/3313/2027." in question(Action.SET_MINUTES, view).text
    unsaid = with_rules(course.office, number_pattern="")
    assert "SRIKANDI." in question(Action.SET_NUMBER, replace(view, office=unsaid)).text


@pytest.mark.parametrize(
    ("scene", "reader", "actions", "words", "hint"),
    [
        ("step 5", DIMAS, [Action.REPORT_OBSTACLE], "sudah saya upload pak", "Bila maklumat telah tayang, mohon"),
        ("step 5", SRI, [Action.KEEP_REMARK], "sudah saya upload pak", ""),
        ("step 5", DIMAS, [Action.PUBLISH, Action.REPORT_OBSTACLE], "https://a.go.id belum tayang", ""),
        ("fresh", WAHYU, [Action.REPORT_OBSTACLE], "sudah saya isi", "Bila naskah telah siap, mohon mengirim berkas"),
        ("draft given", WAHYU, [Action.REPORT_OBSTACLE], "sudah saya isi", ""),
        ("step 6", DIMAS, [Action.KEEP_REMARK], "yang benar kpu.go.id/2", "mohon meminta Bapak/Ibu Endah menekan"),
        ("step 6", DIMAS, [Action.KEEP_REMARK], "sudah", ""),
        ("step 6", BAGUS, [Action.KEEP_REMARK], "yang benar kpu.go.id/2", ""),
        ("step 6, confirmed", DIMAS, [Action.KEEP_REMARK], "yang benar kpu.go.id/2", ""),
        (
            "step 3, held",
            BAGUS,
            [Action.ASK],
            "Butir 3 mohon diperbaiki",
            "Setelah dilanjutkan, mohon mengirimnya kembali.",
        ),
        ("step 3, held", WAHYU, [Action.KEEP_REMARK], "Mohon ditunggu", ""),
        ("step 3", DIMAS, [Action.KEEP_REMARK], "https://a.go.id", "Tautan laman dikirim pada langkah 5"),
        ("step 3", DIMAS, [Action.KEEP_REMARK], "Mohon ditunggu", ""),
        (
            "step 3, written recorded",
            ENDAH,
            [Action.KEEP_REMARK],
            "https://a.go.id",
            "Saat ini ditunggu konfirmasi atas disposisi tertulis.",
        ),
    ],
)
def test_where_another_way_is_the_right_one_it_is_named(scene, reader, actions, words, hint):
    asked = choose(Item(words), actions, view_of(brought(scene), reader))

    assert hint in parsed(asked.text)
    assert hint or not re.search("Bila |mohon meminta", asked.text)
    assert not FORBIDDEN.search(parsed(asked.text.replace(words, "")))
    assert [row[0].label for row in asked.rows][-1] == "Batal"


def test_of_an_odd_file_it_is_promised_only_what_is_true_while_it_is_asked():
    locked = FileUnfit("surat.pdf", Trouble.LOCKED, is_kept=True)

    assert beside(locked).text == "Berkas surat.pdf terkunci kata sandi; berkas tetap disertakan sebagaimana diterima."
    assert beside(locked, is_asked=True).text == (
        "Berkas surat.pdf terkunci kata sandi; apabila pesan dicatat, berkas disertakan sebagaimana diterima."
    )
