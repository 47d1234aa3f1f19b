"""What was found between a final text and the approved version: calmly, for a date and a signature are always added."""

from handlers.screens.addressing import named, pronoun
from handlers.screens.files import AS_ONE
from handlers.screens.keyboards import LABELS, PUT_ASIDE, USE_FINAL, confirm_final_rows
from handlers.screens.markup import Block, Words, bold, clipped, counted, file_named, joined, quoted, screen
from handlers.screens.vacancies import drafters_there
from sop import events as e
from sop.comparing import MOST_KEPT, PLACE_LIMIT, Comparison, Likeness, Place
from sop.deeds import given_way
from sop.events import Event
from sop.items import KeptFile
from sop.maklumat import Final
from sop.roles import DRAFTERS, Role
from sop.steps import Action, Step
from sop.turns import vouching
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


def stated(comparison: Comparison | None) -> str:
    """What a drafter says of such a text by affirming it; nothing where it was found the same, or not compared."""
    if comparison is None or comparison.likeness is Likeness.SAME:
        return ""
    if comparison.likeness is Likeness.DIFFERENT:
        return " Perbedaan tersebut dinyatakan tidak mengubah isi yang disetujui."
    return f" Isinya dinyatakan sama dengan versi {comparison.version} yang disetujui."


def instead(event: e.FinalGiven | e.FinalAffirmed, view: View, *, is_mine: bool = False) -> str:
    """Which final text gives way to it, or would; to whoever gave it also what to do where it was only another page."""
    given = event if isinstance(event, e.FinalGiven) else None
    offered, counts = given is not None and not given.affirmed, view.maklumat.final
    before = "yang diajukan sebelumnya" if offered else "final sebelumnya"
    told = f" Naskah ini menggantikan naskah {before} ({file_named(event.replaces)})." if event.replaces else ""
    if given is not None and offered and counts is not None and counts.file != given.file and given.at >= counts.at:
        told += f" Apabila dinyatakan sama, naskah ini menggantikan yang berlaku ({file_named(counts.file)})."
    are_pages = given is not None and event.replaces is not None and given.file.is_scan and event.replaces.is_scan
    return f"{told} {AS_ONE}" if is_mine and are_pages else told


def unanswered(view: View) -> Screen:
    """To whoever has not said yet that his own final text is to be used: beside an order, or words that may mean it."""
    press = f"mohon menekan <b>{USE_FINAL}</b> pada pertanyaannya"
    return Screen(
        f"Naskah final yang dikirim {pronoun(view.reader)} belum dicatat, karena pertanyaan mengenai perbedaannya "
        f"belum dijawab. Apabila naskah itu yang akan dipublikasikan, {press}."
    )


def by_button(view: View) -> Screen:
    """To words in answer to the question whether a text is to be used, which is put again."""
    return Screen(
        f"Pertanyaan mengenai naskah final dijawab dengan tombol, sehingga pesan {pronoun(view.reader)} tidak dicatat. "
        f"Mohon menekan <b>{USE_FINAL}</b> atau <b>{PUT_ASIDE}</b>."
    )


def affirmed_unlike(event: Event | None, view: View) -> tuple[Final, Comparison] | None:
    """The final text that counts, of which an act tells, where it was not found the same; and what was found."""
    final = view.maklumat.final
    if final is None or final.comparison is None or not final.departs:
        return None
    match event:
        case e.FinalGiven():
            told = event.at == final.at
        case e.FinalAffirmed() | e.PublicationOrdered():
            # A card that is drawn anew later tells of no text that came after it.
            told = event.at >= final.at
        case _:
            told = False
    return (final, final.comparison) if told else None


def unlike(event: e.FinalAffirmed | e.PublicationOrdered, view: View) -> str:
    """Beside the act that lets it count, or has it published: what was found, and what is said of it."""
    if (told := affirmed_unlike(event, view)) is None:
        return ""
    final, comparison = told
    which = " Yang dipublikasikan adalah naskah final." if isinstance(event, e.PublicationOrdered) else ""
    return f"{which} {found(comparison, final.file)}{stated(comparison)}"


def final_line(view: View, event: Event | None) -> tuple[str, ...]:
    """On every card, unless just told: what is to be published is not what was approved, and who answers for it."""
    final = view.maklumat.final
    if final is None or final.comparison is None or not final.departs:
        return ()
    own = event is not None and event.by == view.reader.id and not isinstance(event, e.FinalGiven)
    if affirmed_unlike(event, view) is not None and not own:
        return ()
    by = quoted(named(view.people, final.affirmed_by))
    return (f"Naskah final: {clause(final.comparison)}; digunakan atas pernyataan {by}",)


def if_wrong(view: View, acts: frozenset[Action], event: Event | None) -> tuple[str, ...]:
    """What can be done about such a text, to whose approval it carries and to the drafter who did not affirm it."""
    m, final = view.maklumat, view.maklumat.final
    is_over = m.step is Step.PUBLISHED and not isinstance(event, e.FinalAffirmed)
    if final is None or not final.departs or final.affirmed_by == view.reader.id or is_over:
        return ()
    look = "Mohon berkenan memeriksa naskah final"
    if view.reader.id in vouching(m, view.office):
        return (f"{look}{_his_way_out(view, acts)}.",)
    if not set(DRAFTERS) & set(view.office.roster.roles_of(view.reader.id)) or m.offered_final is not None:
        return ()
    ways = [a for a in (Action.GIVE_FINAL, Action.REPLACE_TEXT, Action.HOLD) if a in acts]
    buttons = joined((f"<b>{LABELS[action]}</b>" for action in ways), "atau")
    return (f"{look}{f'; apabila isinya tidak sesuai, mohon menekan {buttons}' if ways else ''}.",)


def _his_way_out(view: View, acts: frozenset[Action]) -> str:
    """Until the order he takes it back; what was recorded from paper he objects to (asking.py); else he asks."""
    if {Action.OBJECT, Action.LIFT_OBJECTION} & acts:
        return ""
    if Action.TAKE_BACK in acts:
        yours = f"yang {pronoun(view.reader)} setujui"
        return f"; apabila isinya tidak sesuai dengan {yours}, mohon menekan <b>{LABELS[Action.TAKE_BACK]}</b>"
    told = f"mohon memberitahukannya kepada {drafters_there(view) or 'penyusun'}"
    is_over = view.maklumat.step is Step.PUBLISHED
    mend = "" if is_over else f", yang dapat menekan <b>{LABELS[Action.REPLACE_TEXT]}</b>"
    return f"; apabila isinya tidak sesuai dengan yang disetujui, {told}{mend}"


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
        *_would_replace(view, file),
        "Apabila isi lainnya juga berubah, mohon menekan <b>Batal</b>, kemudian <b>Ganti naskah</b> pada kartu. "
        "Naskah ini belum dicatat.",
        rows=confirm_final_rows(),
    )


def _would_replace(view: View, file: KeptFile) -> tuple[str, ...]:
    m = view.maklumat
    gone = given_way(m, file, affirmed=True)
    there = [final for final in (m.final, m.offered_final) if final is not None and final.file == gone]
    return tuple(
        f"Apabila digunakan, naskah ini menggantikan naskah final dari {quoted(named(view.people, final.by))} "
        f"({file_named(final.file)})."
        for final in there[:1]
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
