"""Being away: what to write, who may stand in, and what each of those concerned reads when it begins and ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.callbacks import Tap, Verb, encode
from handlers.leaving import Said, roles_of
from handlers.screens.addressing import called, labels, named, post, posts, pronoun, salutation, several
from handlers.screens.dates import date_named, day
from handlers.screens.keyboards import put_aside_rows
from handlers.screens.markup import bold, clipped, code, counted, ended, joined, one_line, quoted, screen
from handlers.when import DaysReversed, DaysUnfit, WordsUnclear
from sop.roles import Absence, PersonId, Role
from storage.absences import Changed, Recorded, passed_on
from storage.outbox import Button, Rows, Screen
from storage.people import Official, People
from storage.replies import PROMPT_SLOT

BACK = "Saya sudah kembali"
NOT_LEAVING = "Tidak jadi berhalangan"
NOBODY = "Tanpa yang mewakili"
BACK_TOAST = "Tercatat."
_OFFERED = 20
_BASIS_SHOWN = 200
_NAME_SHOWN = 60
_FALLEN_SHOWN = 3


@dataclass(frozen=True)
class About:
    """An absence that was recorded, or has ended early: by whom, on which letter, as of today."""

    changed: Changed
    people: People
    by: Official
    today: date
    is_over: bool
    basis: str
    fallen_back: Sequence[str] = ()
    """Numbers of the maklumat whose step had been given to who is away, and is its usual holders' again."""

    @property
    def absence(self) -> Recorded:
        """The absence itself."""
        return self.changed.absence

    @property
    def who(self) -> Official:
        """The one who is away."""
        return self.people[self.absence.first.person]

    @property
    def stand_in(self) -> PersonId | None:
        """Who stands in."""
        return self.absence.first.stand_in

    @property
    def since(self) -> str:
        """From when on others hold what he held: 'hari ini', '20 Januari 2027'."""
        first = self.absence.first.from_on
        return "hari ini" if first <= self.today else date_named(first)


UNFIT: Mapping[type[DaysUnfit], str] = {
    DaysUnfit: "Tanggal belum dapat dibaca.",
    DaysReversed: "Tanggal akhir mendahului tanggal awal.",
    WordsUnclear: "Sebagian tanggal atau angka belum dapat dipahami, sehingga belum ada yang dicatat.",
}
"""Said of the days that were written, before they are asked for once more."""


def ask(people: People, who: Official, reader: Official, today: date, unfit: type[DaysUnfit] | None = None) -> Screen:
    """What to write, and that this very message is to be replied to; first why what was written is not enough."""
    first, last = today + timedelta(days=1), today + timedelta(days=3)
    example = f"{first:%d-%m-%Y} s.d. {last:%d-%m-%Y} Ibu Dewi Lestari"
    mine = who.id == reader.id
    about = "" if mine else f" {quoted(called(who))}"
    standings = quoted(joined(people.stand_in_labels.values(), "atau"))
    blocks = [
        (
            f"<b>Berhalangan</b>{about}\n"
            f"Mohon membalas pesan ini dengan tanggal dan nama yang mewakili, misalnya:\n{code(example)}"
        ),
        f"{standings} dapat ditulis sebelum nama; dasar penugasan setelah koma atau titik koma.",
    ]
    if reader.is_admin and mine:
        other = next((o for o in people.by_id.values() if o.id != reader.id and o.roles), None)
        name = called(other) if other else "Bapak Wahyu Nugroho"
        blocks.append(
            "Untuk pejabat lain, mohon menuliskan namanya lebih dahulu beserta nomor surat perintah:\n"
            f"{code(f'{name}: {example}; SP 12/{first.year}')}"
        )
    return screen(*((UNFIT[unfit],) if unfit else ()), *blocks, rows=put_aside_rows())


def ask_stand_in(
    people: People, said: Said, fit: Sequence[Official], reader: Official, *, may_be_nobody: bool
) -> Screen:
    """Only who stands in is missing: one button for each who may."""
    blocks, who = [], people[said.person]
    whom = pronoun(reader) if who.id == reader.id else quoted(called(who))
    if said.unclear:
        blocks.append(f"Nama {bold(clipped(one_line(said.unclear), _NAME_SHOWN))} belum dapat dipastikan.")
    if said.himself:
        blocks.append(f"{whom} tidak dapat mewakili diri sendiri.")
    if fit:
        blocks.append(f"Mohon memilih yang mewakili {whom}, atau membalas pesan ini dengan namanya.")
    else:
        blocks.append(_nobody_fits(people, said, whom, reader))
    rows: Rows = tuple((_choice(clipped(called(official), _NAME_SHOWN), official.id),) for official in fit[:_OFFERED])
    if may_be_nobody:
        rows = (*rows, (_choice(NOBODY, 0),))
    return screen(*blocks, rows=(*rows, *put_aside_rows()))


def _nobody_fits(people: People, said: Said, whom: str, reader: Official) -> str:
    """Nobody may stand in; where members of the commission only wait for a Komisioner's word, that is what helps."""
    decides = Role.KOMISIONER in roles_of(people, said.person)
    waiting = [called(one) for one in people.by_id.values() if one.waits_as_member and one.id != said.person]
    if not decides or not waiting:
        do = "mendaftarkannya melalui /undang" if reader.is_admin else "menghubungi admin agar didaftarkan"
        return f"Belum ada pejabat terdaftar yang dapat mewakili {whom}. Mohon {do}."
    in_office = people.roster.komisioner_in_office()
    do = "meminta Komisioner yang bertugas mengonfirmasinya melalui /tugas"
    if reader.id in in_office:
        do = "mengonfirmasinya melalui /tugas"
    elif not in_office:
        do = "menghubungi admin agar pengelola layanan menjalankan perintah confirm"
    return (
        f"{quoted(several(waiting))} belum dikonfirmasi sebagai anggota KPU, sehingga belum dapat mewakili {whom}. "
        f"Mohon {do}, kemudian mencoba kembali."
    )


def ask_basis(who: Official, *, back: bool) -> Screen:
    """Only the letter's number is missing."""
    what = "kembali bertugas" if back else "berhalangan"
    return screen(
        f"Mohon membalas pesan ini dengan nomor surat yang menjadi dasar {quoted(called(who))} {what}, misalnya:\n"
        f"{code('SP 12/2027')}",
        rows=put_aside_rows(),
    )


def ask_scan(who: Official) -> Screen:
    """For a Komisioner, or where an admin stands in himself, the letter itself is needed."""
    return screen(
        f"Perubahan kewenangan {quoted(called(who))} memerlukan suratnya.",
        "Mohon membalas pesan ini dengan foto atau PDF surat atau Berita Acara yang menjadi dasarnya.",
        rows=put_aside_rows(),
    )


def mine(absences: Sequence[Recorded], people: People, reader: Official, today: date) -> Screen:
    """/berhalangan of somebody who is away, or will be: until when, who stands in, and the way back."""
    you = pronoun(reader)
    lines = [f"• {_span(one)}{_stood_in(one, people)}{_acts_now(one, people)}" for one in absences]
    return screen(
        f"{quoted(salutation(reader))}\n{you} tercatat berhalangan:\n" + "\n".join(lines),
        f"Pemberitahuan tetap disampaikan kepada {you}. Untuk memperpanjang, mohon menuliskan tanggalnya, misalnya:\n"
        f"{code(f'/berhalangan {_longer(absences[-1])}')}",
        rows=tuple((_back(one, today, several=len(absences) > 1),) for one in absences),
    )


def done(about: About) -> Screen:
    """To whoever recorded it."""
    if about.by.id == about.who.id:
        return _to_the_absent(about, f"Tercatat, {pronoun(about.who)}")
    if about.is_over:
        return screen(f"Tercatat, {_over(about)}")
    return screen(f"Tercatat, {_news(about)}", _moves(about, quoted(called(about.who))))


def told(about: About, reader: Official) -> Screen:
    """To whom it concerns beside: who is away, who stands in, and every Komisioner where it changes who may decide."""
    greeting = quoted(salutation(reader))
    if reader.id == about.who.id:
        by = f"Berdasarkan catatan {quoted(called(about.by))}{_on(about.basis)}, {pronoun(reader)}"
        return _to_the_absent(about, f"{greeting}\n{by}")
    if about.is_over:
        return screen(f"{greeting}\nDiberitahukan, {_over(about)}", *_passed_on(about, reader))
    if reader.id == about.stand_in:
        titles = _titles(about.absence, about.people)
        roles = quoted(labels(part.role for part in about.absence.parts))
        return screen(
            ended(
                f"{greeting}\n{pronoun(reader)} ditunjuk sebagai {bold(titles)} pada {_span(about.absence)}"
                f"{_on(about.absence.first.basis)}, mewakili {quoted(called(about.who))}"
            ),
            f"Selama masa tersebut, tugas {roles} dalam alur Maklumat disampaikan kepada {pronoun(reader)}.",
        )
    by = ended(f"Dicatat oleh {quoted(called(about.by))}")
    return screen(f"{greeting}\nDiberitahukan, {_news(about)}", *_passed_on(about, reader), by)


def short_note(people: People, official: Official) -> str:
    """'berhalangan s.d. 20 Januari 2027, diwakili Sdr. Dimas', for the list of officials; '' for who is there."""
    if not official.away:
        return ""
    absence = official.away[0]
    by = f", diwakili {named(people, absence.stand_in)}" if absence.stand_in is not None else ""
    return f"berhalangan s.d. {date_named(absence.until_on)}{by}"


def stands_in_lines(people: People, official: Official) -> tuple[str, ...]:
    """Whom he stands in for today: 'Plh. Atasan PPID s.d. 1 Desember 2026, mewakili Ibu Sri', one for each role."""
    return tuple(
        f"{post(absence.role, absence.standing, people.stand_in_labels)} s.d. {date_named(absence.until_on)}, mewakili "
        f"{named(people, absence.person)}"
        for absence in people.roster.away
        if absence.stand_in == official.id
    )


def standing_in_ends(people: People, official: Official) -> str:
    """Before somebody leaves: whose standing in ends with it, of today or of days to come; '' where there is none."""
    now = dict.fromkeys(a.person for a in people.roster.away if a.stand_in == official.id)
    told = [f"sedang mewakili {joined([named(people, person) for person in now])}"] if now else []
    told += [
        f"akan mewakili {named(people, a.person)} sejak {date_named(a.from_on)}" for a in _coming(people, official)
    ]
    if not told:
        return ""
    return f"{called(official)} {joined(told)}; penunjukan itu berakhir, dan yang diwakili diberi tahu."


def nobody_stands_in(before: People, people: People, left: Official, reader: Official) -> str:
    """To who is away, or will be, and was to be stood in for by whoever has left: what it means, and what helps."""
    you, told = pronoun(reader), []
    if mine := [a for a in before.roster.away if a.person == reader.id and a.stand_in == left.id]:
        back = [a.role for a in mine if a.role in people.roster.roles_of(reader.id)]
        returns = f" Tugas {labels(back)} kembali disampaikan kepada {you}." if back else ""
        told.append(f"Dengan demikian, {called(left)} tidak lagi mewakili {you}.{returns}")
    if days := [date_named(a.from_on) for a in _coming(before, left) if a.person == reader.id]:
        told.append(f"{called(left)} tidak jadi mewakili {you} pada masa berhalangan sejak {joined(days)}.")
    return " ".join((*told, "Pejabat lain dapat ditunjuk melalui /berhalangan.")) if told else ""


def _coming(people: People, official: Official) -> tuple[Absence, ...]:
    """The absences of days to come in which he is to stand in, one for each, whatever roles it is of."""
    mine = [a for a in people.roster.coming if a.stand_in == official.id]
    return tuple({(a.person, a.from_on): a for a in mine}.values())


def _to_the_absent(about: About, opening: str) -> Screen:
    you = pronoun(about.who)
    if about.is_over:
        back = _back_again(about)
        waits = f"Tugas {quoted(back)} kembali disampaikan kepada {you}. Yang menunggu: /tugas"
        none = (
            f"Tidak ada tugas yang kembali kepada {you} karena tidak ada lagi peran yang dipegang pada masa tersebut."
        )
        return screen(f"{opening} tidak berhalangan lagi.", waits if back else none)
    return screen(
        ended(f"{opening} berhalangan {_span(about.absence)}{_stood_in(about.absence, about.people)}"),
        f"{_moves(about, you)} Pemberitahuan tetap disampaikan kepada {you}.",
        rows=((_back(about.absence, about.today, several=False),),),
    )


def _moves(about: About, who: str) -> str:
    first = about.absence.first
    whom = quoted(_acting(about.people, first.stand_in))
    since = "sekarang" if first.from_on <= about.today else f"sejak {date_named(first.from_on)}"
    own, those = "", "Maklumat"
    if about.fallen_back:
        few = len(about.fallen_back) <= _FALLEN_SHOWN
        what = joined(about.fallen_back) if few else f"{counted(len(about.fallen_back))} maklumat"
        own = f"Langkah {quoted(what)} yang dialihkan kepada {who} kembali kepada pelaksana semula {since}. "
        those = "Maklumat lain"
    until = date_named(first.until_on)
    return f"{own}{those} yang menunggu disampaikan kepada {whom} {since}, dan kembali setelah {until}."


def _news(about: About) -> str:
    held = posts(about.people, about.changed.before, about.who, _roles(about))
    who = f"{quoted(called(about.who))} selaku {quoted(held)}"
    return (
        f"{who} berhalangan {_span(about.absence)}{_stood_in(about.absence, about.people)}"
        f"{_on(about.absence.first.basis)}."
    )


def _over(about: About) -> str:
    who = f"{quoted(called(about.who))} tidak berhalangan lagi{_on(about.basis)}"
    back = _back_again(about)
    return f"{who}; tugas {quoted(back)} kembali kepada yang bersangkutan." if back else f"{who}."


def _passed_on(about: About, reader: Official) -> tuple[str, ...]:
    """To whoever is away himself and is stood in for by somebody else from now on, and to who comes to act unasked."""
    changed, people = about.changed, about.people
    mine = [absence for absence in passed_on(changed.before, changed.after) if absence.person == reader.id]
    held = set(changed.before.roles_of(reader.id))
    fresh = [role for role in changed.after.roles_of(reader.id) if role not in held]
    told = [
        f"Sejak {about.since}, selama {pronoun(reader)} berhalangan, tugas {quoted(absence.role.label)} dilaksanakan "
        f"oleh {quoted(_acting(people, absence.stand_in))}."
        for absence in mine
    ]
    if fresh:
        gained = posts(people, changed.after, reader, fresh)
        told.append(f"Sejak {about.since}, tugas {quoted(gained)} disampaikan kepada {pronoun(reader)}.")
    return tuple(told)


def _back_again(about: About) -> str:
    """What comes back to who was away: of what another stood in for, only what is his after it."""
    mine = about.changed.after.roles_of(about.who.id)
    return posts(about.people, about.changed.after, about.who, (role for role in _roles(about) if role in mine))


def _acting(people: People, stand_in: PersonId | None) -> str:
    return named(people, stand_in) if stand_in is not None else "pemegang peran yang lain"


def _roles(about: About) -> tuple[Role, ...]:
    return tuple(part.role for part in about.absence.parts)


def _stood_in(absence: Recorded, people: People) -> str:
    if absence.first.stand_in is None:
        return ""
    by = quoted(named(people, absence.first.stand_in))
    return f", diwakili oleh {by} sebagai {quoted(_titles(absence, people))}"


def _longer(absence: Recorded) -> str:
    """The days right after an absence, as an example."""
    first, last = (absence.first.until_on + timedelta(days=n) for n in (1, 3))
    return f"{first:%d-%m-%Y} s.d. {last:%d-%m-%Y}"


def _acts_now(absence: Recorded, people: People) -> str:
    """Who acts today where the stand-in is away himself."""
    first = absence.first
    today = people.roster.absence(first.person, first.role)
    if today is None or today.from_on != first.from_on or today.stand_in == first.stand_in:
        return ""
    return f"; saat ini dilaksanakan oleh {quoted(_acting(people, today.stand_in))}"


def _titles(absence: Recorded, people: People) -> str:
    return joined(post(part.role, part.standing, people.stand_in_labels) for part in absence.parts)


def _on(basis: str) -> str:
    return f" (dasar: {quoted(clipped(one_line(basis), _BASIS_SHOWN))})" if basis else ""


def _span(absence: Recorded) -> str:
    first, last = absence.first.from_on, absence.first.until_on
    return day(first) if first == last else f"{day(first)} s.d. {day(last)}"


def _choice(label: str, person: int) -> Button:
    return Button(label, encode(Tap(verb=Verb.STAND_IN, visit=person, prompt=PROMPT_SLOT)))


def _back(absence: Recorded, today: date, *, several: bool) -> Button:
    label = BACK if absence.first.from_on <= today else NOT_LEAVING
    label = f"{label} ({absence.first.from_on:%d-%m})" if several else label
    return Button(label, encode(Tap(verb=Verb.BACK, visit=absence.number)), "primary")
