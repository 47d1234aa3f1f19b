"""Beside the choice what a message is meant to be: where what it speaks of is rather done in another way.

Words that say that something is done are no obstacle, and an address after the publication replaces nothing by itself.
"""

from collections.abc import Sequence
from dataclasses import replace

from handlers.attachments import Brought
from handlers.meaning import has_link, is_too_early, offered_by, shut_by_hold
from handlers.screens.addressing import called, several
from handlers.screens.explaining import WAITS, sentence
from handlers.screens.keyboards import LABELS
from handlers.screens.markup import quoted
from handlers.screens.scene import Scene
from sop.guards import on_hold
from sop.items import Item
from sop.steps import Action, Step
from storage.reading import View


def way_out(item: Item, actions: Sequence[Action], view: View | None) -> tuple[str, ...]:
    """One sentence of HTML, or none: to whoever could do it, while none of the choices does."""
    if view is None:
        return ()
    m = view.maklumat
    if shut_by_hold(view, Brought(item)):
        return (held_up(view),)
    if set(actions) <= {Action.KEEP_REMARK} and is_too_early(view, Brought(item)):
        awaited = "" if m.written is None else " Saat ini ditunggu konfirmasi atas disposisi tertulis."
        return (f"Tautan laman dikirim pada langkah 5, setelah publikasi diperintahkan.{awaited}",)
    offered = offered_by(view).keys() - set(actions)
    if m.step is Step.PUBLISHED:
        return another_address(view) if Action.GIVE_PROOF in offered and has_link(item.text) else ()
    if Action.REPORT_OBSTACLE not in actions:
        return ()
    if m.step is Step.PUBLISHING and Action.PUBLISH in offered:
        return ("Bila maklumat telah tayang, mohon mengirim tautan lamannya.",)
    awaits_draft = m.draft is None or m.draft.returned
    if m.step is Step.DRAFTING and Action.SUBMIT_DRAFT in offered and awaits_draft:
        return ("Bila naskah telah siap, mohon mengirim berkasnya.",)
    return ()


def held_up(view: View) -> str:
    """Why what was sent is not taken for what it is meant to be, what helps, and that it is to be sent once more."""
    held = on_hold(view.maklumat)
    assert held is not None
    return sent_again(quoted(sentence(held, Scene(view, view.people, view.office.rules.calendar.zone))))


def sent_again(held: str) -> str:
    """Why a message is not taken while the maklumat is held, and when it is to be sent again; HTML.

    Whoever is to send it again once it goes on is not told to wait for that beside it.
    """
    return f"{held.removesuffix(WAITS).rstrip()} {_AGAIN}"


_AGAIN = "Setelah dilanjutkan, mohon mengirimnya kembali."


def another_address(view: View) -> tuple[str, ...]:
    """Who can send the publication back; nothing once the page was confirmed, or where the reader is asked himself."""
    able = [official for official in view.people.by_id.values() if _may_send_back(replace(view, reader=official))]
    if not able or view.reader in able:
        return ()
    names = quoted(several([*map(called, able)], "atau"))
    sentence = (
        f"Apabila tautan yang tercatat keliru, mohon meminta {names} menekan "
        f"<b>{LABELS[Action.REPORT_NOT_LIVE]}</b>; setelah itu tautan yang benar dapat dikirim."
    )
    return (sentence,)


def _may_send_back(view: View) -> bool:
    return Action.REPORT_NOT_LIVE in offered_by(view)
