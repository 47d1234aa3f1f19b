"""Every refusal has its sentence, and says who was faster."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.attachments import AttachmentError, FileUnfit, TooBig, Unreachable
from handlers.callbacks import BadButton
from handlers.inspection import Trouble
from handlers.leaving import PersonUnknown
from handlers.screens.explaining import EXPLAIN
from handlers.screens.texts import TOAST_LIMIT, beside, done_toast, explain, toast
from sop import errors
from sop.archive import LABELS
from sop.errors import SopError
from sop.steps import Action
from storage.errors import (
    AbsenceRefused,
    AccessClosed,
    AccountInUse,
    CodesSilenced,
    InviteUnusable,
    MaklumatNotFound,
    NumberTaken,
    OfficialRefused,
    StaleRevision,
    Unsuited,
)
from storage.people import People
from tests.handlers.screens.stage import FORBIDDEN, brought, parsed, people, view_of
from tests.sop.office import BAGUS, DIMAS, SRI, WIB, office

AT = datetime(2027, 1, 21, 3, 12, tzinfo=UTC)
PEOPLE = people(office())
FILLED: dict[str, Any] = {
    "role": "ppid",
    "from_on": AT.date(),
    "until_on": AT.date(),
    "person": 3,
    "several": True,
    "why": Unsuited.NO_MEMBER,
    "stand_in": 3,
    "action": "approve",
    "step": 3,
    "performers": ("komisioner",),
    "version": 2,
    "put_aside": True,
    "decided_by": 3,
    "visit": 3,
    "outcome": "Approved",
    "by": 3,
    "what": "sapaan",
    "at": AT,
    "asked": 1,
    "current": 2,
    "given_at": AT,
    "missing": ("atasan-ppid",),
    "reason": "menunggu tanda tangan Ketua " * 40,
    "length": 4321,
    "limit": 4000,
    "link": "http://contoh.com/maklumat",
    "number": "MKL-2027-099",
    "control_number": "MKL-2027-001",
    "successor": "MKL-2028-001",
    "is_published": True,
    "on_paper": True,
    "example": "12/PP.07-ND/3313/2027",
    "size": 23_400_000,
    "to": 3,
    "fitting": ("pelaksana", "ppid", "atasan-ppid", "e-ppid"),
    "name": "draf <final>.exe",
    "line": "warna map: biru " * 30,
    "labels": tuple(LABELS.values()),
    "trouble": Trouble.MISNAMED,
    "is_kept": False,
    "is_again": True,
    "until": AT,
    "again": False,
}


def leaves(root: type[Exception]) -> Iterator[type[Exception]]:
    below = root.__subclasses__()
    if not below:
        yield root
    for kind in below:
        yield from leaves(kind)


def made(kind: type[Exception]) -> Exception:
    return kind(**{f.name: FILLED[f.name] for f in fields(kind)}) if is_dataclass(kind) else kind()


REFUSALS = (
    *leaves(SopError),
    *leaves(AttachmentError),
    *leaves(AbsenceRefused),
    *leaves(OfficialRefused),
    AccessClosed,
    PersonUnknown,
    MaklumatNotFound,
    NumberTaken,
    InviteUnusable,
    CodesSilenced,
    AccountInUse,
    StaleRevision,
    BadButton,
)


@pytest.mark.parametrize("kind", REFUSALS)
def test_every_refusal_has_a_sentence_of_its_own(kind):
    assert kind in EXPLAIN

    told = parsed(explain(made(kind), None, PEOPLE, WIB))

    assert told.endswith(".")
    assert len(told) < 300
    assert not FORBIDDEN.search(told), told


@pytest.mark.parametrize("kind", REFUSALS)
def test_the_same_fits_above_the_chat(kind):
    view = view_of(brought("step 3"), BAGUS)

    told = toast(made(kind), view, None, WIB)

    assert told
    assert len(told) <= TOAST_LIMIT
    assert "<b>" not in told


@pytest.mark.parametrize("kind", REFUSALS)
def test_whoever_is_known_is_addressed_as_himself_also_without_a_maklumat(kind):
    told = explain(made(kind), None, PEOPLE, WIB, PEOPLE[SRI])
    above = toast(made(kind), None, PEOPLE, WIB, PEOPLE[SRI])

    assert "Bapak/Ibu" not in told.replace("Bapak/Ibu Endah", "")
    assert "Bapak/Ibu" not in above.replace("Bapak/Ibu Endah", "")


def test_a_reason_in_the_place_of_a_name_is_told_where_a_reason_is_written():
    told = explain(PersonUnknown("dinas luar"), None, PEOPLE, WIB)

    assert told == (
        "Tidak ada pejabat bernama dinas luar. Mohon memeriksa ejaannya; alasan ditulis paling akhir, "
        "misalnya: 18-01-2027 s.d. 20-01-2027 Ibu Dewi Lestari; dinas luar."
    )


def test_an_error_that_nobody_can_cause_has_none():
    with pytest.raises(KeyError):
        explain(ValueError("x"), None, PEOPLE, WIB)


def passed(outcome: str, by: int = 3, step: int = 3) -> str:
    error = errors.VisitPassed(visit=3, step=step, outcome=outcome, by=by, at=AT, version=2)
    return explain(error, None, PEOPLE, WIB)


@pytest.mark.parametrize(
    ("outcome", "by", "step", "sentence"),
    [
        ("Approved", 3, 3, "Keputusan atas draf versi 2 sudah tercatat: disetujui oleh Bapak Bagus Prasetyo{}"),
        (
            "Returned",
            4,
            3,
            "Keputusan atas draf versi 2 sudah tercatat: dikembalikan untuk diperbaiki oleh Ibu Ratna Dewi{}",
        ),
        ("Returned", 2, 2, "Draf versi 2 sudah dikembalikan untuk diperbaiki oleh Ibu Sri Lestari{}"),
        ("Withdrawn", 2, 3, "Draf versi 2 sudah ditarik kembali oleh Ibu Sri Lestari{}"),
        ("Forwarded", 2, 2, "Draf versi 2 sudah disampaikan kepada Komisioner oleh Ibu Sri Lestari{}"),
        ("ParafGiven", 1, 1, "Paraf pada draf versi 2 sudah lengkap, terakhir oleh Bapak Wahyu{}"),
        ("PublicationOrdered", 2, 4, "Publikasi sudah diperintahkan oleh Ibu Sri Lestari{}"),
        ("Published", 5, 5, "Maklumat sudah ditandai terpublikasi oleh Sdr. Dimas{}"),
        ("DecisionTakenBack", 3, 4, "Persetujuan atas draf versi 2 sudah dibatalkan oleh Bapak Bagus Prasetyo{}"),
        ("Cancelled", 1, 4, "Maklumat sudah dibatalkan oleh Bapak Wahyu{}"),
    ],
)
def test_who_comes_too_late_learns_what_was_done_by_whom_and_when(outcome, by, step, sentence):
    at = " pada Kamis, 21 Januari 2027 pukul 10.12 WIB. Tidak ada perubahan."

    assert passed(outcome, by, step) == sentence.format(at)


def test_every_event_that_ends_a_visit_has_its_sentence():
    ends = {
        "DraftGiven", "ParafGiven", "Returned", "Forwarded", "Withdrawn", "Approved", "DecisionTakenBack",
        "PublicationOrdered", "TextReplaced", "Published", "ReportedNotLive", "Cancelled",
    }  # fmt: skip

    assert all("sudah" in passed(outcome) for outcome in ends)


def test_a_button_of_no_visit_at_all_is_told_without_names():
    assert (
        passed("")
        == "Tombol atau pertanyaan ini bukan untuk keadaan maklumat saat ini. Mohon menggunakan kartu terbaru."
    )


def test_someone_unknown_is_still_an_official():
    assert "oleh pejabat yang berwenang pada" in passed("Approved", by=99)


def test_whose_turn_it_is_and_what_one_is_oneself():
    error = errors.NotYourTurn("pelaksana", "order", 4, ("atasan-ppid", "ppid"))

    assert explain(error, view_of(brought("step 4"), DIMAS), None, WIB) == (
        "Mohon maaf, tindakan ini pada langkah 4 (Perintah publikasi) merupakan kewenangan Atasan PPID dan PPID; "
        "Saudara bertindak sebagai Pelaksana (operator). Mohon berkoordinasi dengan pejabat tersebut."
    )


def test_opening_is_the_drafters_even_for_somebody_without_a_role():
    error = errors.NotYourTurn("", "open", 1, ("ppid", "atasan-ppid"))

    assert explain(error, None, PEOPLE, WIB) == (
        "Mohon maaf, membuka maklumat merupakan kewenangan PPID dan Atasan PPID. Mohon berkoordinasi dengan pejabat "
        "tersebut."
    )


def test_an_older_version_names_the_one_that_stands():
    assert explain(errors.VersionReplaced(1, 2, AT), None, PEOPLE, WIB) == (
        "Tombol atau pertanyaan ini untuk draf versi 1 yang sudah digantikan; draf yang berlaku adalah "
        "versi 2, dikirim pada Kamis, 21 Januari 2027 pukul 10.12 WIB. Mohon menggunakan pesan terbaru."
    )


def test_the_size_is_told_as_it_is_written_here():
    assert explain(TooBig(23_400_000, 20_000_000), None, PEOPLE, WIB) == (
        "Berkas berukuran 23,4 MB, sedangkan Telegram meneruskan paling besar 20 MB. Mohon mengirim berkas yang lebih "
        "kecil, sebaiknya PDF."
    )


@pytest.mark.parametrize("trouble", Trouble)
def test_whatever_is_wrong_with_a_file_is_said_with_what_to_do_next(trouble):
    told = explain(FileUnfit("naskah.pdf", trouble), None, PEOPLE, WIB)

    assert told.startswith("Berkas naskah.pdf ")
    assert told.count("Mohon ") == 1
    assert told.count(".") == 3 + (trouble is Trouble.MISNAMED), "what is wrong, and what to do next"
    assert not FORBIDDEN.search(told), told


def test_a_locked_file_asks_for_one_without_a_password():
    assert explain(FileUnfit("naskah.pdf", Trouble.LOCKED), None, PEOPLE, WIB) == (
        "Berkas naskah.pdf belum dapat dicatat karena terkunci kata sandi. Mohon menyimpan ulang tanpa kata sandi, "
        "kemudian mengirimnya kembali sebagai balasan pesan ini."
    )


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        (
            FileUnfit("surat.pdf", Trouble.LOCKED, is_kept=True),
            "Berkas surat.pdf terkunci kata sandi; berkas tetap disertakan sebagaimana diterima.",
        ),
        (
            FileUnfit("Video", Trouble.UNKNOWN),
            (
                "Lampiran tidak disertakan karena jenisnya tidak dikenali. Mohon mengirim teks, foto, pesan suara, "
                "atau naskah berupa PDF, DOCX, DOC, atau ODT."
            ),
        ),
        (
            TooBig(23_400_000),
            (
                "Satu berkas tidak disertakan karena melebihi 20 MB. Mohon mengirimnya tersendiri apabila masih "
                "diperlukan."
            ),
        ),
        (
            Unreachable(),
            (
                "Satu berkas tidak disertakan karena belum dapat diambil dari Telegram. Mohon mengirimnya tersendiri "
                "apabila masih diperlukan."
            ),
        ),
    ],
    ids=["kept", "no file", "too big", "gone"],
)
def test_beside_words_that_are_kept_it_is_said_what_became_of_the_file(odd, told):
    assert beside(odd).text == told


def test_what_a_person_typed_is_escaped():
    assert "<b>" not in explain(MaklumatNotFound("<b>&"), None, PEOPLE, WIB)
    assert "&lt;b&gt;.pdf" in explain(FileUnfit("<b>.pdf", Trouble.BROKEN), None, PEOPLE, WIB)
    assert "&lt;b&gt;.pdf" in beside(FileUnfit("<b>.pdf", Trouble.BROKEN)).text


def test_a_toast_is_cut_between_sentences_even_where_a_name_has_a_full_stop():
    view = view_of(brought("step 4, held"), SRI)
    error = errors.OnHold("menunggu Drs. Bagus P. dan " * 9)

    assert toast(error, view, None, WIB).endswith(
        "Mohon menekan Lanjutkan terlebih dahulu, apabila sudah dapat diteruskan."
    )


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("Drs. H. Bagus Prasetyo Adiwinata Kusumanegara Mangkubumi, S.H., M.Si., M.A.", "pukul 10.12 WIB."),
        ("Bagus " * 20, "…"),
    ],
)
def test_a_long_name_costs_the_second_sentence_and_never_the_sense(name, ending):
    by_id = {3: replace(PEOPLE.by_id[BAGUS], name=name)}
    error = errors.VisitPassed(visit=3, step=3, outcome="Approved", by=3, at=AT, version=2)

    told = toast(error, None, People(by_id), WIB)

    assert told.startswith(f"Keputusan atas draf versi 2 sudah tercatat: disetujui oleh Bapak {name[:20]}")
    assert told.endswith(ending)
    assert len(told) <= TOAST_LIMIT


@pytest.mark.parametrize("action", Action)
def test_every_act_answers_at_once(action):
    told = done_toast(action)

    assert told.endswith(".")
    assert len(told) <= TOAST_LIMIT
    assert not FORBIDDEN.search(told)


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (errors.FileRequired(Action.GIVE_FINAL), "satu berkas naskah (PDF diutamakan) atau fotonya"),
        (errors.FileRequired(Action.SUBMIT_DRAFT), "satu berkas PDF, DOCX, DOC, atau ODT"),
        (errors.FileRequired(Action.GIVE_PROOF), "tangkapan layar laman"),
        (errors.FileRequired(), "Berkas belum terlampir"),
        (errors.ArchiveLineUnfit("", tuple(LABELS.values()), 100), "Data arsip ditulis sebagai teks. Mohon menulis"),
        (
            errors.ArchiveLineUnfit("Jumlah: 2", (), 100, is_again=True),
            '"Jumlah: 2" belum dapat dicatat karena datanya',
        ),
        (errors.AlreadyInForce(), "Tidak ada perubahan karena"),
    ],
)
def test_it_asks_for_what_is_wanted_here(error, wanted):
    assert wanted in parsed(explain(error, None, PEOPLE, WIB))
