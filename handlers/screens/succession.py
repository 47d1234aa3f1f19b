"""Which maklumat replaces which, as cards, lists and histories say it; and the question for a successor's title."""

from datetime import tzinfo

from handlers.screens.addressing import pronoun, salutation
from handlers.screens.dates import day
from handlers.screens.keyboards import OPEN_SUCCESSOR, opening_successor_rows, succeeding_rows
from handlers.screens.markup import bold, quoted, screen
from sop.errors import SopError
from sop.maklumat import Maklumat, Phase
from sop.roles import DRAFTERS
from sop.succession import may_be_replaced
from storage.outbox import Rows, Screen
from storage.people import Official
from storage.reading import View


def lineage(view: View) -> tuple[str, ...]:
    """A line for what it replaces, and one for what replaces it, or is going to; HTML."""
    m, successor = view.maklumat, view.successor
    lines = []
    if m.replaces is not None:
        word = "Menggantikan" if m.phase is Phase.PUBLISHED else "Akan menggantikan"
        lines.append(f"{word} {quoted(m.replaces.control_number)}")
    if successor is not None:
        word = "Digantikan oleh" if successor.phase is Phase.PUBLISHED else "Sedang digantikan melalui"
        lines.append(f"{word} {quoted(successor.control_number)}")
    return tuple(lines)


def offered(view: View) -> Rows:
    """The button under an entry of the archive, for drafters, while the maklumat may be replaced."""
    try:
        may_be_replaced(view.maklumat, view.successor)
    except SopError:
        return ()
    drafts = set(DRAFTERS) & set(view.office.roster.roles_of(view.reader.id))
    return succeeding_rows(view.maklumat.id) if drafts else ()


def nudge(m: Maklumat, official: Official, zone: tzinfo) -> Screen:
    """Once a year to a drafter: what stands published since when, and that it may be renewed; nothing is demanded."""
    named = f"{bold(m.title)} ({quoted(m.control_number)})"
    since = f" pada {day(m.visit.entered_at.astimezone(zone).date())}"
    return screen(
        f"{quoted(salutation(official))}\n{named} telah terpublikasi{since}.",
        "Apabila standar, alamat, jam layanan, pejabat, atau peraturan berubah, maklumat dapat diperbarui melalui "
        f"<b>{OPEN_SUCCESSOR}</b>. Apabila tidak ada perubahan, tidak ada yang perlu {pronoun(official)} lakukan.",
        "Pemberitahuan ini disampaikan sekali dalam setahun.",
        rows=succeeding_rows(m.id),
    )


def ask_title(view: View, title: str) -> Screen:
    """Before a successor is opened: what it replaces, and under which title."""
    m = view.maklumat
    return screen(
        f"<b>{OPEN_SUCCESSOR}</b>\nMenggantikan: {quoted(m.title)} ({quoted(m.control_number)})",
        f"Judul yang diusulkan: {bold(title)}",
        "Untuk judul lain, balas pesan ini dengan judulnya, paling banyak 200 karakter. Naskah yang terakhir "
        "dipublikasikan dikirim sebagai bahan penyusunan. Maklumat lama tetap berlaku sampai penggantinya "
        "terpublikasi.",
        rows=opening_successor_rows(),
    )
