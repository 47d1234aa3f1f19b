"""What is asked of whoever files a paper that was signed by hand: which paper it is, and its scan."""

from dataclasses import replace

from handlers.callbacks import Tap, Verb, encode
from handlers.screens.keyboards import ADD_SCAN, put_aside_rows
from handlers.screens.markup import clipped, quoted, said, screen
from handlers.screens.phrases import PAPERS
from sop.items import Item
from sop.maklumat import Paper
from sop.steps import Step
from storage.outbox import Button, Screen
from storage.reading import View
from storage.replies import PROMPT_SLOT

_TITLE_SHOWN = 60
_WORDS_SHOWN = 300
_MOST_PAPERS = 12
"""More papers than this has no maklumat that anybody has seen; the newest are offered."""


def ask_which(view: View, item: Item) -> Screen:
    """Which paper it is that was signed; each kind and version once."""
    chosen = tuple(
        (Button(paper_named(paper), encode(Tap(verb=Verb.SIGNED, visit=place, prompt=PROMPT_SLOT))),)
        for place, paper in view.maklumat.signable[:_MOST_PAPERS]
    )
    return screen(
        _heading(view),
        *said("Pesan", replace(item, text=clipped(item.text, _WORDS_SHOWN))),
        "Mohon memilih naskah cetak yang telah ditandatangani.",
        *decides_nothing(view),
        rows=(*chosen, *put_aside_rows()),
    )


def ask_scan(view: View, paper: Paper) -> Screen:
    """The scan of one paper."""
    return screen(
        _heading(view),
        f"Mohon membalas pesan ini dengan foto atau PDF {quoted(paper_named(paper))} yang telah ditandatangani. "
        "Naskah cetak semula tetap tersimpan.",
        *decides_nothing(view),
        rows=put_aside_rows(),
    )


def decides_nothing(view: View, *, may_record: bool = False) -> tuple[str, ...]:
    """While a Komisioner's decision is open: that a filed sheet is none, and for whom it may be, by what it is one."""
    if view.maklumat.step is not Step.DECISION:
        return ()
    other = "; keputusan di atas kertas dicatat sebagai disposisi tertulis" if may_record else ""
    return (f"Pindaian yang diarsipkan tidak menjadi keputusan Komisioner{other}.",)


def paper_named(paper: Paper) -> str:
    """'Nota Dinas, versi 2'."""
    return f"{PAPERS[paper.kind]}, versi {paper.version}"


def file_as(paper: Paper) -> str:
    """The choice under a reply to that very paper."""
    return f"Arsipkan sebagai {PAPERS[paper.kind]} bertanda tangan"


def scans_line(view: View) -> tuple[str, ...]:
    """In the archive: which papers have come back signed."""
    filed = dict.fromkeys(f"{PAPERS[scan.kind]} (versi {scan.version})" for scan in view.maklumat.scans)
    return (f"Pindaian bertanda tangan: {', '.join(filed)}",) if filed else ()


def _heading(view: View) -> str:
    m = view.maklumat
    return f"<b>{ADD_SCAN}</b>\n{quoted(clipped(m.title, _TITLE_SHOWN))} ({quoted(m.control_number)})"
