"""Pages that answer a command."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.callbacks import Tap, Verb, decode, encode
from handlers.screens import pages
from handlers.screens.administering import Lacking
from handlers.screens.cards import card, news
from handlers.screens.markup import ended
from handlers.screens.profiles import HISTORY, Profile, profile_page
from handlers.screens.texts import explain
from sop.events import Approved
from sop.items import KeptFile, Verdict
from sop.papers import PaperKind
from sop.roles import Role
from sop.steps import PROCEDURE, Action
from storage.errors import AccessClosed
from storage.invites import Invitation
from storage.outbox import Screen
from storage.people import numbered
from storage.personnel import OfficialFile
from tests.handlers.screens.stage import FORBIDDEN, brought, entries, handed, parsed, people, shown, titled, view_of
from tests.sop.office import AGUS, BAGUS, DIMAS, ENDAH, EVERYBODY, JOKO, MONDAY, NUMBER, RULES, SRI, WAHYU, WIB, office

OFFICE = "KPU Kabupaten Karanganyar"
FOLK = people(office())


def test_the_sop_is_shown_word_for_word_with_both_its_dates():
    header, steps, law = (parsed(page.text) for page in pages.sop_page())

    assert "Nomor SOP: 58/PP.07-SOP/3313/2023" in header
    assert "Tanggal Pembuatan: 5 Januari 2025\nTanggal Pengesahan: 5 Januari 2023" in header
    assert "BAGAN ALUR PENGAJUAN UJI KONSEKUENSI TERHADAP INFORMASI DIKECUALIKAN" in header
    assert "PENYUSUNAN PENGUMUMAN MAKLUMAT PELAYANAN INFORMASI PUBLIK" in header
    assert all(row.activity in steps and row.output in steps for row in PROCEDURE)
    assert "Peraturan KPU Nomor 1 Tahun 2015" in law
    assert "Dicabut dengan PKPU 22/2023" in law


def test_the_newly_enrolled_learn_who_they_are_and_what_is_kept_of_them():
    found = pages.welcome(FOLK[WAHYU], OFFICE)

    assert shown(found) == (
        "Yth. Bapak Wahyu,\n"
        "Akun ini terdaftar sebagai <b>PPID</b> pada layanan internal PPID KPU Kabupaten Karanganyar.\n"
        "\n"
        "Pemberitahuan UU 27/2022: yang disimpan ialah nomor akun Telegram, nama, sapaan, jabatan, peran, serta "
        "tindakan Bapak, untuk pelaksanaan dan riwayat SOP. Data disimpan oleh KPU Kabupaten Karanganyar; pesan "
        "melewati peladen Telegram di luar negeri.\n"
        "\n"
        "Tugas: /tugas · Bantuan: /bantuan\n"
        "[Saya mengerti]"
    )
    assert found.rows[0][0].data == encode(Tap(verb=Verb.UNDERSTOOD))
    assert "terdaftar sebagai <b>admin</b>" in pages.welcome(FOLK[AGUS], OFFICE).text
    assert pages.welcome(FOLK[AGUS], OFFICE).text.endswith("\nMendaftarkan pejabat lain: /undang · Kesiapan: /pejabat")


def test_whose_access_is_closed_is_sent_to_who_can_open_it():
    usual = people(office())
    nobody = replace(usual, roster=replace(usual.roster, admins=()))
    agus = usual[AGUS]

    assert pages.access_closed(agus, OFFICE, usual).text.endswith(f"Mohon menghubungi admin {OFFICE}.")
    assert pages.access_closed_toast(usual).endswith("Mohon menghubungi admin.")
    for told in (
        pages.access_closed(agus, OFFICE, nobody).text,
        pages.access_closed_toast(nobody),
        explain(AccessClosed(), None, nobody, WIB),
    ):
        assert "Mohon menghubungi pengelola layanan (yang menjalankan bot)" in told


def test_a_stranger_learns_where_to_turn_and_nothing_else():
    assert shown(pages.stranger(OFFICE)) == (
        "Mohon maaf, akun Telegram ini belum terdaftar pada layanan internal PPID KPU Kabupaten "
        "Karanganyar.\n"
        "\n"
        "Apabila Bapak/Ibu adalah pejabat atau pegawai terkait, mohon menghubungi admin untuk memperoleh kode "
        "pendaftaran. Apabila sudah menerima kode, mohon mengirim /start diikuti spasi dan kode "
        "tersebut. Untuk permohonan informasi publik, silakan mengunjungi laman e-PPID."
    )


def test_the_list_tells_step_holder_and_due_day():
    course = brought("step 3")
    (found,) = pages.open_list([view_of(course, WAHYU)], course.now + timedelta(days=3))

    assert found.text == (
        "<b>Maklumat yang sedang berjalan</b>: 1\n"
        "\n"
        "<b>Maklumat Pelayanan Informasi Publik Tahun 2027</b> (MKL-2027-001)\n"
        "Langkah 3 dari 6 · Arahan dan persetujuan\n"
        "Menunggu: Bapak Bagus Prasetyo atau Ibu Ratna Dewi selaku Komisioner\n"
        "Batas waktu: Selasa, 19 Januari 2027 pukul 16.00 WIB · lewat 2 (dua) hari kerja\n"
        "\n"
        "Rincian: /status diikuti nomor kendali."
    )


def test_the_history_tells_who_did_what_when_in_whose_words():
    course = brought("step 2")
    course.does(SRI, Action.RETURN, words="Jam layanan & alamat.\n" + "Mohon diperiksa. " * 20)
    (found,) = pages.history(view_of(titled(course), WAHYU), entries(course.journal), course.now)
    text = found.text

    assert text.startswith(
        "<b>Riwayat</b> MKL-2027-001\n<b>Maklumat Pelayanan Informasi Publik Tahun 2027</b>\n8 catatan"
    )
    given = "Draf versi 1 diterima dari Bapak Wahyu selaku PPID (<code>draf-1.pdf</code>)."
    assert f"<b>3.</b> 18-01-2027 10.01\n{given}" in text
    assert "<b>7.</b> 18-01-2027 10.04\nDraf versi 1 <b>dikembalikan untuk diperbaiki</b> oleh Ibu Sri Lestari" in text
    assert "Catatan:\n<blockquote expandable>Jam layanan &amp; alamat.\n" in text


def test_the_archive_hands_out_its_papers():
    found = pages.archive_item(view_of(brought("step 6, confirmed"), WAHYU))

    assert [[button.label for button in row] for row in found.rows] == [
        ["Berkas PDF", "Berkas ZIP"],
        ["Berkas satu per satu", "Riwayat"],
        ["Sudah dicetak dan diarsipkan"],
        ["Data arsip"],
        ["Buka maklumat pengganti"],
    ]
    assert [decode(button.data).verb for button in found.rows[0]] == [Verb.BUNDLE_PDF, Verb.BUNDLE_ZIP]
    assert decode(found.rows[1][0].data).verb is Verb.PAPERS
    assert "Disetujui: Bapak Bagus Prasetyo, Senin, 18 Januari 2027 pukul 10.05 WIB" in found.text


def test_the_checklist_has_its_fourteen_points_and_the_law_in_force():
    found = parsed(pages.checklist(view_of(brought("draft given"), WAHYU)).text)

    assert all(f"\n{n}. " in found for n in range(1, 15))
    assert "PKPU Nomor 22 Tahun 2023" in found
    assert "balas pesan ini" in found


def test_an_invitation_can_be_passed_on_with_or_without_an_address():
    both = (Role.PELAKSANA, Role.E_PPID)
    with_link = pages.invited(Invitation(name="Rina", roles=both, sapaan="Ibu"), handed()).text
    without = pages.invited(Invitation(name="Rina", is_admin=True), handed(link=None)).text

    assert "untuk <b>Ibu Rina</b> sebagai Pelaksana (operator) dan E PPID telah dibuat." in with_link
    assert "https://t.me/bot?start=abc" in with_link
    assert "<code>/start abc</code>" in without


def test_whoever_hands_a_code_out_reads_what_it_gives_until_when_it_holds_and_to_whom():
    full = Invitation(name="Rina", roles=(Role.PPID,), sapaan="Ibu", jabatan="Kasubbag <Hukum>", basis="SK 9/2027")

    text = parsed(pages.invited(full, handed(is_asked=True, is_newer=True, is_known=True)).text)
    plain = parsed(pages.invited(Invitation(name="Rina", is_admin=True), handed()).text)

    assert "Jabatan: Kasubbag <Hukum>\nDasar: SK 9/2027\n" in text
    assert "sejak kode digunakan sampai diakhiri" in text
    assert "satu kali, sampai Selasa, 19 Januari 2027 pukul 10.00 WIB." in text
    assert "bukan melalui grup" in text
    for only_here in ("Kode sebelumnya atas nama ini", "Pejabat bernama ini sudah terdaftar", "mengonfirmasinya"):
        assert only_here in text
        assert only_here not in plain
    assert "Sapaan belum diisi" in plain
    assert "Sapaan belum diisi" not in text


def test_people_are_listed_with_roles_and_what_is_amiss():
    found = "\n".join(page.text for page in pages.people_page(FOLK, [Invitation(name="Budi")]))

    assert "<b>Bapak Agus</b> · admin\ntanpa peran" in found
    assert "Kode pendaftaran yang belum digunakan:\n• Budi" in found


def test_who_bears_a_number_in_the_place_of_a_name_stands_apart_at_the_end_with_his_history_only():
    unnamed = replace(FOLK[WAHYU], name=numbered(WAHYU), sapaan="", telegram_id=None, is_unnamed=True)
    folk = replace(FOLK, by_id={**FOLK.by_id, WAHYU: unnamed})

    (*_, last) = pages.people_page(folk, ())

    text = "\n".join(page.text for page in pages.people_page(folk, ()))
    assert f"<b>Pejabat terdaftar</b>: {len(FOLK.by_id) - 1}" in text
    assert f"<b>Nama disamarkan</b>: 1\nPejabat {WAHYU}; sudah tidak bertugas, riwayatnya tetap ada." in text
    assert last.rows[-1][0].label == f"Pejabat {WAHYU}"
    page = profile_page(Profile(unnamed, folk, OfficialFile((), (), None)), FOLK[AGUS])
    assert [button.label for row in page.rows for button in row] == [HISTORY]
    assert "mendaftarkannya melalui /undang" in page.text


def test_what_telegram_says_is_told_to_admins_in_the_offices_words():
    found = pages.undelivered(FOLK[WAHYU], [("card", "")], "Forbidden: bot was blocked by the user").text

    assert "Pesan untuk Bapak Wahyu belum dapat disampaikan." in found
    assert "Perihal: kartu maklumat\nSebab: bot ini diblokir pada akun yang bersangkutan" in found


def test_of_several_messages_each_is_named_and_alike_ones_are_counted():
    kinds = [("card", "MKL-2027-001"), ("reply", ""), ("document", "MKL-2027-001"), ("reply", ""), ("news", "")]

    assert (
        "Perihal: kartu maklumat · MKL-2027-001; jawaban (2); berkas · MKL-2027-001; pemberitahuan\n"
        in pages.undelivered(FOLK[WAHYU], kinds, "chat not found").text
    )
    many = pages.undelivered(FOLK[WAHYU], [("card", f"MKL-2027-{n:03}") for n in range(1, 10)], "chat not found").text
    assert "MKL-2027-006; dan 3 hal lain\n" in many
    assert "MKL-2027-007" not in many


def test_what_is_late_is_told_to_admins_as_late_and_not_as_lost():
    found = pages.delayed(FOLK[WAHYU], [("card", "MKL-2027-001"), ("reply", "")], "Internal Server Error").text

    assert "Pesan untuk Bapak Wahyu tertunda sepuluh menit atau lebih." in found
    assert "Perihal: kartu maklumat · MKL-2027-001; jawaban\n" in found
    assert "terus dicoba" in found
    assert "Internal" not in found


def every_page() -> list[Screen]:
    course = brought("step 3")
    views = [view_of(course, WAHYU)]
    done = view_of(brought("step 6, confirmed"), WAHYU)
    return [
        *(pages.welcome(FOLK[person], OFFICE) for person in EVERYBODY),
        *(pages.help_page(FOLK[person], views, FOLK, RULES, now=course.now) for person in EVERYBODY),
        pages.stranger(OFFICE),
        pages.already_enrolled(FOLK[WAHYU]),
        pages.already_enrolled(FOLK[JOKO]),
        pages.already_enrolled(FOLK[JOKO], by_code=True),
        pages.tasks_empty(FOLK[WAHYU]),
        *pages.open_list(views, course.now),
        *pages.open_list([], course.now),
        *pages.status(views[0], course.now),
        *pages.history(done, entries(course.journal), MONDAY),
        *pages.archive_list([done]),
        *pages.archive_list([]),
        pages.archive_item(done),
        pages.checklist(views[0]),
        *pages.people_page(FOLK, [Invitation(name="Budi")]),
        pages.invited(Invitation(name="Rina", roles=(Role.PPID,)), handed(link=None)),
        pages.invite_usage(Lacking()),
        pages.not_admin(),
        pages.groups_refused(),
        pages.sorry(FOLK[WAHYU]),
        pages.sorry(None),
        pages.incident("paper", "MKL-2027-001"),
        pages.undelivered(FOLK[WAHYU], [("news", "MKL-2027-001")], "chat not found"),
        pages.delayed(FOLK[WAHYU], [("news", "MKL-2027-001")], "Internal Server Error"),
        pages.undelivered(FOLK[WAHYU], [("news", "MKL-2027-001")], "chat not found", has_no_admin=True),
        pages.unreadable("MKL-2027-001"),
        pages.unknown_command(),
        pages.nothing_expected(FOLK[WAHYU]),
        pages.no_documents(),
        pages.edit_not_taken(),
        *(Screen(toast) for toast in (pages.UNDERSTOOD, pages.SORRY_TOAST, pages.STRANGER_TOAST)),
        Screen(pages.GROUPS_REFUSED_TOAST),
        Screen(pages.outage(MONDAY, MONDAY + timedelta(days=1), course.office.rules.calendar.zone)),
    ]


def test_whoever_is_known_is_addressed_as_himself_also_where_nothing_fits():
    assert "Pesan Bapak belum dicatat" in pages.nothing_expected(FOLK[WAHYU]).text
    assert "pesan Ibu belum dapat diproses" in pages.sorry(FOLK[SRI]).text
    assert "pesan Bapak/Ibu belum dapat diproses" in pages.sorry(None).text


def test_every_page_keeps_the_register():
    for page in every_page():
        text = parsed(page.text).replace("draf-", "")
        assert not FORBIDDEN.search(text), text
        assert len(text) <= 4096


def test_toasts_fit_above_the_chat():
    toasts = (pages.UNDERSTOOD, pages.SORRY_TOAST, pages.STRANGER_TOAST, pages.GROUPS_REFUSED_TOAST)

    assert all(len(toast) <= 200 and "<" not in toast for toast in toasts)


def test_a_name_that_several_bear_shows_these_alone():
    fitting = [FOLK[SRI], FOLK[WAHYU]]
    found = pages.which_official(FOLK, fitting, "dewi")

    assert [row[0].label for page in found for row in page.rows] == ["Ibu Sri Lestari", "Bapak Wahyu"]
    text = parsed("\n".join(page.text for page in found))
    assert text.startswith("Ada 2 (dua) pejabat yang sesuai dengan nama dewi. Mohon memilih salah satu.")
    assert "Bagus" not in text


def test_a_paper_that_is_made_anew_is_not_told_twice_in_the_same_words():
    course = brought("step 3")
    for number in (None, NUMBER):
        if number:
            course.does(SRI, Action.SET_NUMBER, Role.ATASAN_PPID, value=number)
        course.paper_made(PaperKind.NOTA_DINAS)
    told = "\n".join(page.text for page in pages.history(view_of(course, SRI), entries(course.journal), course.now))

    assert told.count("Nota Dinas untuk draf versi 1 dibuat.") == 1
    assert told.count("Nota Dinas untuk draf versi 1 diperbarui.") == 1


def test_a_drafter_for_whom_nothing_waits_reads_how_one_is_opened():
    assert "Maklumat baru dapat dibuka melalui /baru." in pages.tasks_empty(FOLK[WAHYU]).text
    assert "/baru" not in pages.tasks_empty(FOLK[BAGUS]).text


@pytest.mark.parametrize(
    ("said", "is_"), [("oleh Dimas", "oleh Dimas."), ("<b>Dimas, S.Kom.</b>", "<b>Dimas, S.Kom.</b>")]
)
def test_a_sentence_that_ends_with_a_degree_has_one_full_stop(said, is_):
    assert ended(said) == is_


def test_nowhere_does_a_name_with_a_degree_bring_a_second_full_stop():
    course = brought("step 4, held")
    folk = people(course.office)
    titled_ = {number: replace(one, name=f"{one.name}, S.Kom.") for number, one in folk.by_id.items()}
    view = replace(view_of(course, WAHYU), people=replace(folk, by_id=titled_))
    told = "\n".join(page.text for page in pages.history(view, entries(course.journal), course.now))
    told += "\n".join(page.text for page in card(replace(view, last=course.journal[-1]), None, now=course.now))

    assert "S.Kom." in told
    assert "S.Kom.." not in told


@pytest.mark.parametrize("reader", [BAGUS, AGUS])
def test_nor_where_a_decision_on_paper_is_told(reader):
    course = brought("step 3")
    scan = (KeptFile("b" * 64, "lembar.jpg", "image/jpeg", 9),)
    verdict = Verdict(Action.APPROVE, BAGUS)
    course.does(DIMAS, Action.RECORD_WRITTEN, Role.PELAKSANA, files=scan, verdict=verdict)
    decision = course.does(ENDAH, Action.CONFIRM_WRITTEN)
    approved = next(event for event in decision.events if isinstance(event, Approved))
    view = view_of(course, reader)
    named_ = {number: replace(one, name=f"{one.name}, S.Kom.") for number, one in view.people.by_id.items()}
    view = replace(view, people=replace(view.people, by_id=named_))

    found = "\n".join(
        page.text for page in (*card(view, approved, now=course.now), *news(view, approved, head="", now=course.now))
    )

    assert "dikonfirmasi oleh" in found
    assert "S.Kom.." not in found
