"""Messages that ask a person for something, each to be replied to, and each with a way out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.attachments import Brought
from handlers.callbacks import Tap, Verb, encode
from handlers.meaning import shut_by_hold
from handlers.screens.addressing import BOTH, called, labels, pronoun
from handlers.screens.archives import standing
from handlers.screens.hints import another_address, sent_again, way_out
from handlers.screens.keyboards import (
    LABELS,
    SET_ARCHIVE,
    Choice,
    approving_rows,
    choosing_rows,
    put_aside_rows,
    verdict_rows,
)
from handlers.screens.markup import Block, bold, clipped, counted, described, one_line, quoted, said, screen
from handlers.screens.scans import decides_nothing, file_as
from handlers.screens.vacancies import drafters_there, nobody_receives, remark_goes_to
from sop.items import Item, Verdict
from sop.maklumat import Paper
from sop.roles import DRAFTERS, Role
from sop.steps import Action, Step
from sop.turns import awaited
from storage.outbox import Button, Screen
from storage.people import Official
from storage.reading import View
from storage.replies import PROMPT_SLOT

_TITLE_SHOWN = 60
_BUTTON_SHOWN = 30
_MOST_CHOICES = 8
_FILE_SHOWN = 100
_WORDS_SHOWN = 300
"""Of what was said, where it is only to be recognised."""

_DRAFT = "naskah sebagai berkas PDF (diutamakan), DOCX, DOC, atau ODT"

_ASKED: Mapping[Action, str] = {
    Action.GIVE_FINAL: (
        "dengan naskah final bertanda tangan (PDF diutamakan; foto naskah juga dapat diterima).\n\n"
        "Isi naskah final harus sama dengan versi {version} yang disetujui."
    ),
    Action.REPLACE_TEXT: (
        "dengan alasan penggantian naskah.\n\n"
        "Setelah dicatat, persetujuan atas versi {version} gugur dan langkah 1 dimulai kembali dengan versi baru."
    ),
    Action.PUBLISH: (
        "dengan tautan laman tempat Maklumat tayang pada e-PPID, diawali https. "
        "Tangkapan layar dapat disertakan dalam pesan yang sama."
    ),
    Action.REPORT_NOT_LIVE: (
        "dengan keterangan mengenai laman yang belum tayang atau belum sesuai (teks, foto, atau tangkapan layar).\n\n"
        "Keterangan {passed}."
    ),
    Action.HOLD: "dengan alasan penahanan.\n\nSelama maklumat ditahan, batas waktu berhenti.",
    Action.CANCEL: (
        "dengan alasan pembatalan.\n\n"
        "Setelah dicatat, maklumat ini ditutup dan tersimpan dalam Arsip. Apabila tidak jadi, mohon menekan Batal."
    ),
    Action.REPORT_OBSTACLE: (
        "dengan uraian kendala (teks, foto, atau pesan suara).\n\nKendala {passed}; batas waktu tetap."
    ),
    Action.ASK: "dengan pertanyaan {you}.\n\nPertanyaan {passed}; batas waktu tetap.",
    Action.ANSWER: "dengan jawaban {you}.\n\nJawaban {passed}.",
    Action.DIRECT: "dengan arahan {you}.\n\nArahan dituangkan dalam Lembar Disposisi; draf tidak dikembalikan.",
    Action.SET_NUMBER: "dengan nomor Nota Dinas sesuai buku agenda atau SRIKANDI{example}.",
    Action.SET_MINUTES: "dengan nomor Berita Acara yang menjadi dasar keputusan, misalnya 45/PY.01-BA/3313/{year}.",
    Action.RECORD_WRITTEN: (
        "dengan foto atau PDF lembar disposisi yang telah ditandatangani Komisioner. "
        "Arahan atau koreksi di dalamnya dapat dituliskan sebagai keterangan.\n\n"
        "Catatan ini berlaku sebagai keputusan Komisioner setelah pejabat kedua menyatakannya sesuai."
    ),
    Action.REJECT_WRITTEN: (
        "dengan keterangan mengenai yang tidak sesuai.\n\n"
        "Catatan dibatalkan dan keterangan diteruskan kepada yang mencatat; keputusan atas draf belum ada."
    ),
    Action.SUBMIT_DRAFT: f"dengan {_DRAFT}.\n\nSetiap naskah yang diterima menjadi versi baru.",
    Action.SET_BASIS: "dengan dasar penyusunan draf, satu peraturan untuk setiap baris.",
    Action.GIVE_PROOF: "dengan tangkapan layar laman yang telah tayang.",
    Action.FILE_SCAN: "dengan foto atau PDF naskah yang telah ditandatangani.",
    Action.FILE_ON_PAPER: (
        "dengan tempat simpan cetakannya, misalnya: Rak 2, Map Maklumat 2027.\n\n"
        "Tempat simpan ditampilkan pada /arsip, daftar arsip, dan sampul berkas."
    ),
    Action.SET_ARCHIVE: (
        "dengan data yang diubah, satu baris untuk setiap data, misalnya:\nRetensi aktif: 2 tahun\n\n"
        "Apabila diisi tanda hubung, misalnya Retensi aktif: -, data itu kembali mengikuti pengaturan kantor. Data "
        "arsip tidak menghapus apa pun."
    ),
}

_CHOICES: Mapping[Action, str] = {
    Action.NOTE_CORRECTION: "Catat sebagai koreksi",
    Action.DIRECT: "Catat sebagai arahan",
    Action.ASK: "Catat sebagai pertanyaan",
    Action.ANSWER: "Catat sebagai jawaban",
    Action.SUBMIT_DRAFT: "Catat sebagai draf",
    Action.GIVE_FINAL: "Catat sebagai naskah final",
    Action.PUBLISH: "Catat sebagai tautan publikasi",
    Action.GIVE_PROOF: "Catat sebagai bukti tayang",
    Action.REPORT_OBSTACLE: "Catat sebagai kendala",
    Action.RETURN: "Catat sebagai alasan pengembalian",
    Action.JOIN_RETURN: "Catat sebagai koreksi",
    Action.SET_BASIS: "Catat sebagai dasar penyusunan",
    Action.REPORT_NOT_LIVE: "Catat sebagai laporan belum tayang",
    Action.SET_NUMBER: "Catat sebagai nomor naskah",
    Action.SET_MINUTES: "Catat sebagai nomor Berita Acara",
    Action.RECORD_WRITTEN: "Catat sebagai disposisi tertulis",
    Action.OBJECT: "Catat sebagai keberatan",
    Action.REJECT_WRITTEN: "Catat sebagai keterangan tidak sesuai",
    Action.HOLD: "Catat sebagai alasan penahanan",
    Action.REPLACE_TEXT: "Catat sebagai alasan penggantian naskah",
    # Never the bare 'Batalkan': it would stand right above 'Batal', which does nothing.
    Action.CANCEL: "Batalkan maklumat dengan alasan ini",
    Action.FILE_SCAN: "Arsipkan sebagai pindaian",
    Action.FILE_ON_PAPER: "Catat sebagai tempat simpan",
    Action.SET_ARCHIVE: "Catat sebagai data arsip",
    Action.KEEP_REMARK: "Simpan dalam riwayat",
}


def question(action: Action, view: View, now: datetime | None = None, noted: Sequence[Block] = ()) -> Screen:
    """What is asked for, about which maklumat, and that this very message is to be replied to; `noted` goes before it.

    Numbers are shown as of the year of `now` (aware UTC); without it, of the year in which the step began.

    Raises:
        KeyError: the act needs neither words nor a file.
    """
    if action is Action.RETURN:
        wanted = _return_wanted(view)
    else:
        rules = view.office.rules
        year = rules.calendar.local(now or view.maklumat.visit.entered_at).year
        shaped = quoted(rules.number_example(year))
        example = shaped and f", misalnya {shaped}"
        wanted = _ASKED[action].format(
            version=view.maklumat.version,
            you=pronoun(view.reader),
            year=year,
            example=example,
            passed=_passed(action, view),
        )
        final = action is Action.GIVE_FINAL and not set(DRAFTERS) & set(view.office.roster.roles_of(view.reader.id))
        wanted += " Naskah berlaku setelah penyusun menyatakannya sama." if final else ""
    alone = quoted(nobody_receives(view, action))
    asked = f"Mohon membalas pesan ini {wanted}{alone and f' {alone}'}"
    return screen(f"{_heading(action)}\n{_named(view)}", *noted, *standing(action, view), asked, rows=put_aside_rows())


def ask_sheet(view: View, verdict: Verdict, item: Item) -> Screen:
    """Whose decision on paper it is was chosen, and which: its scan is asked for, with what was said already."""
    what = "disetujui" if verdict.decision is Action.APPROVE else "dikembalikan"
    whose = quoted(called(view.people[verdict.komisioner]))
    words = said("Keterangan", replace(item, text=clipped(item.text, _WORDS_SHOWN)))
    return question(Action.RECORD_WRITTEN, view, noted=(f"Keputusan yang dipilih: {what} oleh {whose}.", *words))


def ask_verdict(view: View, komisioner: Sequence[Official], item: Item) -> Screen:
    """Catat disposisi tertulis: whose decision it is, and which."""
    version = view.maklumat.version
    return screen(
        f"{_heading(Action.RECORD_WRITTEN)}\n{_named(view)}",
        *said("Pesan", replace(item, text=clipped(item.text, _WORDS_SHOWN))),
        f"Mohon memilih keputusan Komisioner atas draf versi {version} sebagaimana tertulis pada lembar disposisi.",
        rows=verdict_rows((official.id, one_line(clipped(called(official), _BUTTON_SHOWN))) for official in komisioner),
    )


def ask_title() -> Screen:
    """/baru without a title."""
    return screen(
        "Mohon menuliskan judul maklumat, misalnya: Maklumat Pelayanan Informasi Publik Tahun 2027.",
        "Mohon membalas pesan ini dengan judulnya, paling banyak 200 karakter. Naskah dapat dilampirkan sekaligus.",
        rows=put_aside_rows(),
    )


def offer_opening(title: str, file_name: str) -> Screen:
    """A document came from a drafter while nothing awaited one, or a title without a reply to the question for it."""
    lines, hint = [f"Judul: {bold(title)}"], ""
    asks = "Buka maklumat baru dengan judul ini?"
    if file_name:
        asks = "Buka maklumat baru dengan berkas ini?"
        lines.append(f"Berkas: {quoted(clipped(one_line(file_name), _FILE_SHOWN))}")
        hint = (
            "Naskah ini menjadi draf versi 1. Untuk judul lain, mohon mengirim kembali berkas dengan judul sebagai "
            "keterangannya."
        )
    return screen(asks, "\n".join(lines), *filter(None, (hint,)), rows=choosing_rows(((OPEN_WITH_IT, None, 0),)))


OPEN_WITH_IT = "Buka maklumat"
OPENED = "Maklumat telah dibuka."
"""Above the chat, once it is."""


def choose(
    item: Item,
    actions: Sequence[Action],
    view: View | None,
    *,
    may_open: bool = False,
    approves: Role | None = None,
    answers: Paper | None = None,
) -> Screen:
    """Something was said, and only the person can say what it is meant to be.

    A document may also open a maklumat; words that speak of agreeing may also be meant as an approval, which is asked
    for once more, in the role of `approves`. What replies to a paper of ours, `answers`, may be that one, signed.
    """
    you = pronoun(view.reader) if view else BOTH
    about = f"\n{_named(view)}" if view else ""
    choices: list[Choice] = []
    for action in dict.fromkeys(actions):
        label = _CHOICES.get(action) or LABELS[action]
        if action is Action.FILE_SCAN and answers is not None:
            label = file_as(answers)
        waiting = _open_questions(view) if action is Action.ANSWER and view else ()
        if len(waiting) > 1:
            choices += [(f"Jawaban atas: {words}", action, number) for number, words in waiting]
        else:
            # By its number: another may be asked, and this one answered, before the button is pressed.
            choices.append((label, action, next((number for number, _ in waiting), 0)))
    may_record = Action.RECORD_WRITTEN in actions
    filing = decides_nothing(view, may_record=may_record) if view and Action.FILE_SCAN in actions else ()
    if may_open:
        choices.append((OPEN_WITH_IT, None, 0))
    goes_on = view is not None and view.maklumat.collected_by(view.reader.id)
    is_held_up = view is not None and bool(shut_by_hold(view, Brought(item)))
    return screen(
        f"Pesan {you} belum dicatat.{about}",
        *said("Pesan", replace(item, text=clipped(item.text, _WORDS_SHOWN))),
        # What helps a message that the hold keeps out is said by the way out, and is none of the choices.
        *(() if is_held_up else ("Mohon memilih sebagai apa pesan ini dicatat.",)),
        *((_RETURNS,) if Action.NOTE_CORRECTION in actions and not item.files and not goes_on else ()),
        *filing,
        *way_out(item, actions, view),
        rows=(*(approving_rows(view, approves) if view and approves else ()), *choosing_rows(choices)),
    )


def _open_questions(view: View) -> Sequence[tuple[int, str]]:
    """The Komisioner's questions that wait for an answer: the number and the words of each."""
    waiting = (asked for asked in view.maklumat.questions if asked.answer is None)
    shown = ((asked.number, asked.item.text or described(asked.item.files)) for asked in waiting)
    return [(number, one_line(clipped(words, _BUTTON_SHOWN))) for number, words in shown]


_RETURNS = "Dengan <b>Catat sebagai koreksi</b>, draf dikembalikan untuk diperbaiki."


def kept_late(view: View, because: str, meant_for: Action, *, again: bool = False) -> Screen:
    """Words for a visit that has passed, or for a maklumat that is held: kept, passed on, without effect.

    Args:
        view: the maklumat and its reader.
        because: the sentence of `texts.explain` (HTML).
        meant_for: the act that the words would have been.
        again: whether the same may count later, once it goes on.
    """
    because = sent_again(because) if again else because
    corrected = another_address(view) if meant_for is Action.PUBLISH and view.maklumat.step is Step.PUBLISHED else ()
    return screen(
        f"{_named(view)}",
        f"Pesan {pronoun(view.reader)} disimpan dalam riwayat{remark_goes_to(meant_for, view)}. Keadaan maklumat "
        f"tidak berubah.\n{' '.join((because, *corrected))}",
    )


def put_aside() -> Screen:
    """Batal was pressed under a question: it stands here in its place.

    What it says must be true also where the same was recorded meanwhile in another way, as by replying to the card.
    """
    return screen("Baik, pertanyaan ini ditutup. Melalui pertanyaan ini tidak ada yang dicatat.")


def _passed(action: Action, view: View) -> str:
    """What becomes of the words besides: passed on to whoever could receive them now."""
    if nobody_receives(view, action):
        return "dicatat"
    match action:
        case Action.ANSWER:
            return "diteruskan kepada Komisioner yang bertanya"
        case Action.REPORT_NOT_LIVE:
            return f"diteruskan kepada {labels(view.office.performers(Step.PUBLISHING))}"
        case Action.REPORT_OBSTACLE:
            return "diteruskan kepada penyusun dan dicatat"
        case _:
            return f"diteruskan kepada {drafters_there(view)}"


def _heading(action: Action) -> str:
    if action is Action.SET_ARCHIVE:
        return f"<b>{SET_ARCHIVE}</b>"
    return f"<b>{LABELS.get(action) or _CHOICES[action]}</b>"


def _named(view: View) -> str:
    m = view.maklumat
    return f"{quoted(clipped(m.title, _TITLE_SHOWN))} ({quoted(m.control_number)})"


def _return_wanted(view: View) -> str:
    you = pronoun(view.reader)
    if view.maklumat.step is Step.DECISION and Role.KOMISIONER in view.office.roster.roles_of(view.reader.id):
        return (
            f"dengan arahan atau koreksi {you}: teks, foto naskah bertanda koreksi, pesan suara, atau berkas.\n\n"
            f"Koreksi {_passed(Action.RETURN, view)} serta dicantumkan dalam Lembar Disposisi."
        )
    draft = view.maklumat.draft
    giver = f" {quoted(called(view.people[draft.by]))}" if draft is not None else ""
    return (
        f"dengan catatan perbaikan: teks, foto, pesan suara, atau berkas.\n\n"
        f"Catatan diteruskan kepada penyusun{giver and f', termasuk{giver}'}; paraf pada versi ini gugur."
    )


def recorded_as(action: Action | None) -> Screen:
    """In the place of a choice that was made: what the message has become."""
    if action is None:
        return screen("Maklumat telah dibuka.")
    what = _RECORDED.get(action) or _CHOICES.get(action, "").removeprefix("Catat ")
    return screen(f"Pesan telah dicatat{f' {what}' if what else ''}.")


_RECORDED: Mapping[Action, str] = {
    Action.RETURN: "sebagai koreksi; draf dikembalikan untuk diperbaiki",
    Action.JOIN_RETURN: "sebagai tambahan koreksi",
    Action.CANCEL: "sebagai alasan; maklumat dibatalkan",
    Action.OBJECT: "sebagai keberatan; maklumat ditahan",
    Action.RECORD_WRITTEN: "sebagai disposisi tertulis; menunggu konfirmasi pejabat kedua",
    Action.FILE_SCAN: "sebagai pindaian naskah bertanda tangan",
    Action.KEEP_REMARK: "dalam riwayat",
}


def which_one(item: Item, views: Sequence[View]) -> Screen:
    """A plain message that may be about several maklumat."""
    you = pronoun(views[0].reader)
    chosen = tuple(
        (
            Button(
                f"{view.maklumat.control_number} · {one_line(clipped(view.maklumat.title, _BUTTON_SHOWN))}",
                encode(Tap(verb=Verb.WHICH, maklumat=view.maklumat.id, prompt=PROMPT_SLOT)),
            ),
        )
        for view in views[:_MOST_CHOICES]
    )
    return screen(
        f"Pesan {you} belum dicatat karena belum jelas untuk maklumat yang mana.",
        *said("Pesan", replace(item, text=clipped(item.text, _WORDS_SHOWN))),
        "Mohon memilih maklumatnya.",
        rows=(*chosen, *put_aside_rows()),
    )


def courtesy(official: Official, about: Sequence[View] = ()) -> Screen:
    """Thanks, or a lone emoji: answered, and not recorded; whoever may have meant it as his deed is told so."""
    waiting = [v.maklumat.control_number for v in about if official.id in awaited(v.maklumat, v.office)]
    if waiting:
        what = waiting[0] if len(waiting) == 1 else f"{counted(len(waiting)).capitalize()} maklumat"
        return screen(
            f"Pesan ini tidak dicatat sebagai tindakan {pronoun(official)}. {what} masih menunggu {pronoun(official)}: "
            "mohon menekan tombol pada kartunya, yang dapat dibuka dengan /tugas."
        )
    return screen(f"Terima kasih kembali, {pronoun(official)}. Tugas yang menunggu dapat dilihat dengan /tugas.")
