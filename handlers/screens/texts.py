"""The sentences that answer at once: why not (`explain`, `toast`), and what was recorded (`done_toast`).

What a card, a question or a page says stands in the module of its name.
"""

from collections.abc import Mapping
from datetime import tzinfo

from handlers.attachments import AttachmentError
from handlers.screens.explaining import EXPLAIN, sentence
from handlers.screens.files import PROOF_WANTED, odd_beside
from handlers.screens.markup import clipped, quoted
from handlers.screens.scene import Scene
from handlers.screens.vacancies import no_decider, nobody_receives
from sop.errors import NoKomisioner
from sop.maklumat import Draft
from sop.steps import Action
from storage.outbox import Screen
from storage.people import Official, People
from storage.reading import View

__all__ = [
    "EXPLAIN",
    "TOAST_LIMIT",
    "beside",
    "done_toast",
    "explain",
    "proof_wanted",
    "same_file",
    "still_dotted",
    "toast",
]

TOAST_LIMIT = 200
"""Characters that Telegram shows above the chat."""
_SECOND_SENTENCES = (". Mohon ", ". Tidak ada perubahan", ". Apabila ", ". Draf dapat")


def explain(
    error: Exception, view: View | None, people: People | None, zone: tzinfo, reader: Official | None = None
) -> str:
    """What is so, and what to do next; HTML.

    Args:
        error: what was refused.
        view: the maklumat and reader, where known: names whom it addresses.
        people: to name who was faster, where there is no view.
        zone: the office's.
        reader: who is addressed, where there is no view.

    Raises:
        KeyError: the error is not one that a person can cause.
    """
    return quoted(sentence(error, Scene(view, people, zone, reader)))


def toast(
    error: Exception, view: View | None, people: People | None, zone: tzinfo, reader: Official | None = None
) -> str:
    """The same in at most 200 characters of plain text: whole sentences where they fit."""
    told = sentence(error, Scene(view, people, zone, reader))
    if len(told) <= TOAST_LIMIT:
        return told
    if isinstance(error, NoKomisioner):
        return no_decider(
            view.people if view else people or People(),
            view.reader if view else reader,
            briefly=True,
            on_paper=error.on_paper,
        )
    # A name may hold a full stop (Drs., S.H.), so a sentence ends where the next one is known to begin.
    first = min((told.partition(begins)[0] for begins in _SECOND_SENTENCES), key=len)
    return f"{first.removesuffix('.')}." if len(first) < TOAST_LIMIT else clipped(told, TOAST_LIMIT)


def beside(odd: AttachmentError, *, is_asked: bool = False) -> Screen:
    """Of a file whose message is taken for what its words say: why the file is not with it, or is as it came.

    With `is_asked` it is still to be said what the message is meant to be, and nothing is recorded yet.
    """
    return Screen(quoted(odd_beside(odd, is_asked=is_asked)))


def proof_wanted() -> Screen:
    """The page's address was taken; what came beside it does not show the page."""
    return Screen(PROOF_WANTED)


def still_dotted() -> Screen:
    """Beside the receipt of a draft that was hardly filled in."""
    return Screen("Pada naskah ini masih terdapat bagian bertitik-titik.")


def same_file(older: Draft) -> Screen:
    """Beside the receipt of a draft whose very bytes were given before."""
    returned = " yang dikembalikan untuk diperbaiki" if older.returned else ""
    return Screen(
        f"Berkas ini sama persis dengan draf versi {older.version}{returned}. Apabila keliru, mohon mengirim berkas "
        "perbaikannya."
    )


def done_toast(action: Action, view: View | None = None) -> str:
    """What was recorded; plain text. With a view it says so where nobody could receive what was passed on."""
    alone = nobody_receives(view, action) if view is not None else ""
    if not alone:
        return _DONE[action]
    recorded = _RECORDED.get(action) or _DONE[action].removesuffix(".").partition(_ON)[0]
    return f"{recorded}. {alone}"


_ON = " dan diteruskan kepada"
_RECORDED: Mapping[Action, str] = {
    Action.SEND_CORRECTION: "Koreksi tercatat dan draf dikembalikan",
    Action.ANSWER: "Jawaban tercatat",
}
"""What is left of it where nobody receives what is passed on, and the sentence says more than that it is."""


_DONE: Mapping[Action, str] = {
    Action.SUBMIT_DRAFT: "Draf tercatat.",
    Action.SET_BASIS: "Dasar penyusunan tercatat.",
    Action.PARAF: "Paraf tercatat.",
    Action.PARAF_AND_FORWARD: "Paraf tercatat dan draf disampaikan kepada Komisioner.",
    Action.RETURN: "Pengembalian tercatat dan diteruskan kepada penyusun.",
    Action.SEND_CORRECTION: "Koreksi dikirim dan draf dikembalikan kepada penyusun.",
    Action.FORWARD: "Draf disampaikan kepada Komisioner.",
    Action.SET_NUMBER: "Nomor naskah tercatat.",
    Action.WITHDRAW: "Draf ditarik kembali.",
    Action.APPROVE: "Persetujuan tercatat. Terima kasih.",
    Action.NOTE_CORRECTION: "Koreksi tercatat, belum dikirim.",
    Action.JOIN_RETURN: "Tambahan koreksi tercatat dan diteruskan kepada penyusun.",
    Action.DIRECT: "Arahan tercatat.",
    Action.ASK: "Pertanyaan tercatat dan diteruskan kepada penyusun.",
    Action.ANSWER: "Jawaban diteruskan kepada Komisioner.",
    Action.TAKE_BACK: "Persetujuan dibatalkan. Maklumat kembali menunggu keputusan.",
    Action.ORDER: "Perintah publikasi tercatat dan diteruskan kepada pelaksana langkah 5.",
    Action.HOLD: "Maklumat ditahan.",
    Action.RESUME: "Maklumat dilanjutkan.",
    Action.GIVE_FINAL: "Naskah final tercatat.",
    Action.AFFIRM_FINAL: "Pernyataan bahwa isi naskah final sama telah tercatat.",
    Action.REPLACE_TEXT: "Penggantian naskah tercatat. Versi baru ditunggu.",
    Action.PUBLISH: "Publikasi tercatat.",
    Action.GIVE_PROOF: "Bukti tayang tercatat.",
    Action.CONFIRM_LIVE: "Tercatat sudah tayang. Terima kasih.",
    Action.REPORT_NOT_LIVE: "Laporan belum tayang tercatat dan diteruskan kepada pelaksana langkah 5.",
    Action.RECORD_WRITTEN: "Disposisi tertulis dicatat, menunggu konfirmasi.",
    Action.CONFIRM_WRITTEN: "Keputusan tertulis Komisioner tercatat. Terima kasih.",
    Action.REJECT_WRITTEN: "Catatan disposisi tertulis dibatalkan.",
    Action.OBJECT: "Keberatan tercatat. Maklumat ditahan.",
    Action.LIFT_OBJECTION: "Keberatan dicabut.",
    Action.SET_MINUTES: "Nomor Berita Acara tercatat.",
    Action.EXAMINE: "Tercatat. Pengingat ditunda sampai hari kerja berikutnya.",
    Action.REPORT_OBSTACLE: "Kendala tercatat.",
    Action.FILE_SCAN: "Pindaian diarsipkan.",
    Action.CANCEL: "Maklumat dibatalkan.",
    Action.FILE_ON_PAPER: "Tempat simpan cetakan tercatat.",
    Action.SET_ARCHIVE: "Data arsip tercatat.",
    Action.KEEP_REMARK: "Pesan disimpan dalam riwayat.",
}
