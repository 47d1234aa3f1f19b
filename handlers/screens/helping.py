"""/bantuan: what waits for this person now, what he does here and by which button, his commands, whom to turn to.

What a role does is told by the office's own settings: who performs steps 2, 4 and 5 is the office's to set.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from handlers.screens.addressing import called, labels, post, pronoun, salutation, several
from handlers.screens.confirming import still_waits, waiting_for_word
from handlers.screens.dates import day
from handlers.screens.digests import line
from handlers.screens.keyboards import LABELS, paired, show_rows
from handlers.screens.markup import Block, Words, counted, joined, quoted, screen
from handlers.screens.menus import menu_of
from handlers.screens.vacancies import to_begin
from sop.roles import DRAFTERS, PersonId, Role
from sop.rules import Office, Rules
from sop.steps import Action, Step
from sop.turns import asked_to_confirm
from storage.outbox import Screen
from storage.people import Official, People
from storage.reading import View, owes_answer

_TASKS_SHOWN = 3
_MISSING_SHOWN = 3


def help_page(
    official: Official, tasks: Sequence[View], people: People, rules: Rules, *, now: datetime, lacks: Sequence[str] = ()
) -> Screen:
    """Help for one official.

    Args:
        official: who asks.
        tasks: what waits for him, the most urgent first.
        people: everyone, with the roster of the day.
        rules: who performs what in this office.
        now: aware UTC.
        lacks: whom the office lacks, a sentence each; for admins.
    """
    office = Office(rules, people.roster)
    to_come = _to_come(official, people)
    blocks: list[Block] = [
        f"{quoted(salutation(official))}\n{_waiting(official, tasks, now)}",
        *_confirmations(official, people),
        *(_of_role(official, role, people, office) for role in official.roles),
        *to_come,
        *(_of_no_role(official, people) if not to_come or official.away else ()),
    ]
    if official.is_admin:
        blocks.append("\n".join((_ADMIN, *(f"• mohon dilengkapi: {quoted(one)}" for one in lacks[:_MISSING_SHOWN]))))
    blocks.append(Words("Perintah", _commands(official), folded_from=0))
    blocks.append(_turn_to(official, people))
    shown = paired(button for view in tasks[:_TASKS_SHOWN] for (button,) in show_rows(view))
    return screen(*blocks, rows=shown)


def _confirmations(official: Official, people: People) -> Iterable[str]:
    """Whom a Komisioner in office is still to confirm, and what of the reader's own waits for one."""
    if waiting := people.waiting_for(official.id):
        yield waiting_for_word(waiting, official)
    if waits := still_waits(official):
        yield quoted(waits)


def _waiting(official: Official, tasks: Sequence[View], now: datetime) -> str:
    if not tasks:
        return f"Tidak ada maklumat yang menunggu {pronoun(official)} saat ini."
    many = len(tasks) > 1
    lines = [f"{counted(len(tasks))} maklumat menunggu {pronoun(official)}{', yang paling mendesak' if many else ''}:"]
    lines += [f"• {line(view, now)}{_besides(view)}" for view in tasks[:_TASKS_SHOWN]]
    if len(tasks) > _TASKS_SHOWN:
        lines.append(f"… dan {counted(len(tasks) - _TASKS_SHOWN)} lagi pada /tugas")
    return "\n".join(lines)


def _besides(view: View) -> str:
    """What is wanted, where the step itself does not say it."""
    if view.maklumat.hold is not None:
        return " · ditahan"
    if view.reader.id in asked_to_confirm(view.maklumat, view.office):
        return " · disposisi tertulis menunggu konfirmasi"
    if owes_answer(view):
        return " · pertanyaan Komisioner menunggu jawaban"
    return " · laman menunggu pemeriksaan" if view.maklumat.step is Step.PUBLISHED else ""


def _of_role(official: Official, role: Role, people: People, office: Office) -> str:
    """A role's steps, in the order of the SOP, and what else it is asked for; told once where two roles share them."""
    before = official.roles[: official.roles.index(role)]
    own = [step for step in Step if role in office.performers(step)]
    shared = [step for step in own if set(before) & set(office.performers(step))]
    lines = [f"<b>{quoted(_held(official, role, people))}</b>{_instead(official.id, role, people)}"]
    for step in own:
        if step not in shared:
            others = labels(one for one in DRAFTERS if one is not role)
            lines.append(f"• langkah {int(step)}: {_STEPS[step].format(others=others)}")
    if shared:
        which = joined(str(int(step)) for step in shared)
        apart = "; paraf setiap peran ditekan tersendiri" if Step.DRAFTING in shared else ""
        lines.append(f"• langkah {which}: sebagaimana di atas{apart}")
    told = {duty for one in before for duty in _BESIDES.get(one, ())}
    return "\n".join((*lines, *(f"• {duty}" for duty in _BESIDES.get(role, ()) if duty not in told)))


def _held(official: Official, role: Role, people: People) -> str:
    return post(role, people.roster.standing(official.id, role), people.stand_in_labels)


def _instead(person: PersonId, role: Role, people: People) -> str:
    """For whom, and until when, where somebody stands in."""
    instead_of = [
        f"{called(people[absence.person])} s.d. {day(absence.until_on)}"
        for absence in people.roster.away
        if absence.stand_in == person and absence.role is role
    ]
    return f", mewakili {quoted(joined(instead_of))}" if instead_of else ""


def _to_come(official: Official, people: People) -> tuple[str, ...]:
    """The roles that begin on a later day."""
    lines = [quoted(line[0].upper() + line[1:]) for line in to_begin(people, official)]
    you = pronoun(official)
    until = f"Sebelum itu tidak ada yang perlu {you} lakukan; maklumat dapat dilihat pada /daftar dan /arsip."
    return ("\n".join((*lines, *(() if official.roles or official.is_admin else (until,)))),) if lines else ()


def _of_no_role(official: Official, people: People) -> Iterable[str]:
    """Who is away, who may only stand in, and who has nothing to do here at all."""
    you = pronoun(official)
    if official.away:
        until = max(absence.until_on for absence in official.away)
        by = {absence.stand_in: None for absence in official.away if absence.stand_in is not None}
        names = quoted(several([called(people[person]) for person in by]))
        meanwhile = f" dan diwakili {names}" if by else ""
        yield (
            f"{you} tercatat berhalangan s.d. {day(until)}{meanwhile}. Apabila sudah kembali, mohon menekan "
            "<b>Saya sudah kembali</b> pada /berhalangan."
        )
    elif official.is_member and not official.roles:
        yield (
            f"<b>Anggota KPU</b>: {you} dapat ditunjuk mewakili Komisioner yang berhalangan; sebelum itu tidak ada "
            f"yang perlu {you} lakukan."
        )
    elif not official.roles and not official.is_admin and not still_waits(official):
        yield f"Saat ini belum ada peran yang ditugaskan kepada {you}; maklumat dapat dilihat pada /daftar dan /arsip."


def _commands(official: Official) -> str:
    """What may be typed; what each is for stands beside it in Telegram's own menu."""
    entries = [entry for entry in menu_of(official) if entry.name != "bantuan"]
    told = ", ".join(" ".join(filter(None, (f"/{entry.name}", entry.typed))) for entry in entries)
    return f"{told}\nKegunaannya tertulis pada tombol Menu; NOMOR: nomor kendali, misalnya MKL-2027-001 atau cukup 1."


def _turn_to(official: Official, people: People) -> str:
    others = [called(people[admin]) for admin in people.roster.admins if admin != official.id]
    idle = any(one.is_admin and one.telegram_id is None for one in people.by_id.values())
    if others:
        names = quoted(several(others, "atau"))
        return f"Apabila ada kesulitan, mohon menghubungi {names} (admin)."
    nobody = f"{'Admin lain' if official.is_admin else 'Admin'} belum ada"
    if idle:
        nobody = f"Saat ini tidak ada admin{' lain' if official.is_admin else ''} yang dapat bertindak"
    return f"{nobody}; apabila ada kesulitan, mohon menghubungi pengelola layanan."


def _pressed(*actions: Action) -> str:
    return joined((f"<b>{LABELS[action]}</b>" for action in actions), "atau")


_STEPS: Mapping[Step, str] = {
    Step.DRAFTING: (
        "menyusun draf bersama {others}, mengirim berkasnya ke sini (atau /baru), kemudian menekan "
        f"{_pressed(Action.PARAF)}"
    ),
    Step.FORWARDING: f"menyampaikan draf kepada Komisioner melalui {_pressed(Action.FORWARD)}",
    Step.DECISION: (
        f"memberikan arahan, koreksi, dan persetujuan melalui {_pressed(Action.APPROVE, Action.RETURN)}; koreksi juga "
        "dapat dikirim sebagai balasan kartu"
    ),
    Step.ORDERING: f"memerintahkan publikasi setelah disetujui, melalui {_pressed(Action.ORDER)}",
    Step.PUBLISHING: "memublikasikan pada laman e-PPID, kemudian membalas kartu dengan tautan dan tangkapan layarnya",
    Step.PUBLISHED: f"memeriksa laman, kemudian menekan {_pressed(Action.CONFIRM_LIVE, Action.REPORT_NOT_LIVE)}",
}
_SIGNED = "naskah bertanda tangan diarsipkan dengan membalas berkasnya dengan foto atau PDF"
_BESIDES: Mapping[Role, Sequence[str]] = {
    Role.ATASAN_PPID: (_SIGNED,),
    Role.PPID: (_SIGNED,),
    Role.PELAKSANA: (
        "naskah dapat diunggah atas nama penyusun",
        f"keputusan Komisioner di atas kertas dicatat melalui {_pressed(Action.RECORD_WRITTEN)} pada kartu",
        _SIGNED,
    ),
    Role.E_PPID: ("mencatat atau mengonfirmasi disposisi tertulis Komisioner", _SIGNED),
}
_ADMIN = (
    "<b>Admin</b>\n"
    "• mendaftarkan pejabat (/undang); mengubah peran, akses, dan akun (/pejabat)\n"
    "• menjaga hari kerja (/kalender) dan keadaan layanan (/kesehatan)\n"
    "• menangani maklumat yang terhenti (/penanganan, /alihkan)\n"
    "• admin tidak memberikan persetujuan"
)
