"""What was found between a final text and the approved version: calmly, for a date and a signature are always added."""

from handlers.screens.keyboards import LABELS, confirm_final_rows
from handlers.screens.markup import Block, Words, bold, clipped, counted, file_named, quoted, screen
from sop.comparing import MOST_KEPT, PLACE_LIMIT, Comparison, Likeness, Place
from sop.items import KeptFile
from sop.roles import DRAFTERS, Role
from sop.steps import Action
from storage.outbox import Screen
from storage.reading import View

SHOWN = 4
"""Places of a message; the others are counted, and the history has them."""
_WORDS_SHOWN = 70
"""Of what stood, or stands, at one place."""
_ADDED = "Tanggal, nomor, dan blok tanda tangan lazim ditambahkan."


def found(comparison: Comparison, file: KeptFile) -> str:
    """A sentence or two; HTML."""
    approved = f"versi {comparison.version} yang disetujui"
    match comparison.likeness:
        case Likeness.SAME:
            return f"Isi naskah final sama dengan {approved}."
        case Likeness.DIFFERENT:
            where = f"pada {counted(comparison.count)} tempat"
            return f"Isi naskah final berbeda dengan {approved} {where}. {_ADDED}"
        case Likeness.FINAL_UNREAD if file.is_scan:
            return "Naskah final berupa pindaian; isinya tidak dapat dibandingkan. Mohon dibaca sendiri."
        case Likeness.FINAL_UNREAD:
            return "Isi naskah final tidak dapat dibandingkan karena jenis berkasnya. Mohon dibaca sendiri."
        case Likeness.APPROVED_UNREAD:
            return f"Isi naskah final tidak dapat dibandingkan dengan teks {approved}. Mohon dibaca sendiri."


def clause(comparison: Comparison) -> str:
    """The same as the end of a sentence."""
    match comparison.likeness:
        case Likeness.SAME:
            return f"isinya sama dengan versi {comparison.version}"
        case Likeness.DIFFERENT:
            return f"isinya berbeda dengan versi {comparison.version} pada {counted(comparison.count)} tempat"
        case _:
            return f"isinya tidak dapat dibandingkan dengan versi {comparison.version}"


def places(comparison: Comparison | None) -> tuple[Block, ...]:
    """How it read and how it reads now, at the first places; nothing where nothing differs."""
    return _places(comparison, SHOWN, _WORDS_SHOWN)


def every_place(comparison: Comparison | None) -> tuple[Block, ...]:
    """The same of every place that is kept, with all that is kept of it."""
    return _places(comparison, MOST_KEPT, PLACE_LIMIT)


def _places(comparison: Comparison | None, most: int, characters: int) -> tuple[Block, ...]:
    if comparison is None or not comparison.places:
        return ()
    lines = [f"{number}. {_place(place, characters)}" for number, place in enumerate(comparison.places[:most], 1)]
    if comparison.count > len(lines):
        lines.append(f"… dan {counted(comparison.count - len(lines))} perbedaan lain")
    return (Words(f"Perbedaan dengan versi {comparison.version}", "\n".join(lines)),)


def confirm(view: View, file: KeptFile, comparison: Comparison) -> Screen:
    """Asked of a drafter before a final text that differs is recorded as what is to be published."""
    m = view.maklumat
    return screen(
        f"Naskah final ({file_named(file)})\n{bold(m.title)} ({quoted(m.control_number)})",
        found(comparison, file),
        *places(comparison),
        "Apabila isi lainnya juga berubah, mohon menekan <b>Batal</b>, kemudian <b>Ganti naskah</b> pada kartu. "
        "Naskah ini belum dicatat.",
        rows=confirm_final_rows(),
    )


def _place(place: Place, characters: int) -> str:
    taken, put = clipped(place.taken, characters), clipped(place.put, characters)
    if place.before or place.after:
        was, now = (" ".join(filter(None, (place.before, words, place.after))) for words in (taken, put))
        return f"semula: {was}\n    menjadi: {now}"
    # Kept before the words beside a place were.
    if not taken:
        return f"ditambahkan: {put}"
    if not put:
        return f"dihapus: {taken}"
    return f"semula: {taken}\n    menjadi: {put}"


def final_waits(view: View) -> tuple[str, ...]:
    """A final text that nobody has affirmed does not count as what was published: said to whoever can mend it."""
    m, mine = view.maklumat, set(view.office.roster.roles_of(view.reader.id))
    if m.offered_final is None or not mine & {*DRAFTERS, Role.PELAKSANA}:
        return ()
    if mine & set(DRAFTERS):
        act = f"menekan {LABELS[Action.AFFIRM_FINAL]} pada kartu"
        return (f"Naskah final dari operator belum dinyatakan sama; apabila isinya sama, mohon {act}.",)
    return ("Naskah final belum dinyatakan sama oleh penyusun.",)
