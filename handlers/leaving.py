"""What a message says of an absence: who is away, from when until when, who stands in and how, on which letter.

'18-01-2027 s.d. 20-01-2027 Plh. Ibu Dewi Lestari; SP 12/2027', for somebody else with his name before it. Pure: whether
it may be so is decided by the Desk.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from handlers.when import (
    BEGINS,
    SINCE,
    UNTIL,
    DaysUnfit,
    WordsUnclear,
    names_days,
    reaches_on,
    read_days,
    speaks_of_time,
)
from sop.items import Item, KeptFile
from sop.roles import PersonId, Role, Standing
from sop.wording import clean_words
from storage.people import Official, People

BASIS_LIMIT = 200
_WHO = re.compile(
    rf"^(?P<who>[^\d;]*?)\W*(?P<rest>(?:{BEGINS}|\b{UNTIL}\W*(?={BEGINS}|tanggal|tgl|akhir|awal)|\b(?:{SINCE}|selama)\b"
    rf"|\b(?:selesai|kembali|sudah kembali)\b).*)$",
    re.IGNORECASE,
)
_BACK = re.compile(r"^(?:selesai|kembali|sudah kembali)\b", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:S|M|A|Ak|Ph|LL|Dr)\.\s?\w{1,5}\.?(?:\w{1,4}\.?)*|(?:SE|SH|ST|SS|SIP|SAP|SSos|SKom|SPd|SSi|MSi|MM|MH|MT|MKn|MAP|MIP|MPd|MKom|AMd|Ak|CA|PhD)\.?",
    re.IGNORECASE,
)
"""Behind a comma these belong to the name; any other words are what the absence is based on."""
_NOBODY = re.compile(r"^tanpa\b", re.IGNORECASE)
_USUAL = {"plh": Standing.PLH, "plt": Standing.PLT, "wakil": Standing.WAKIL}
"""As the law and everybody writes them; an office's own labels are understood beside them."""
_FORMS = {"bapak", "pak", "bpk", "bp", "ibu", "bu", "sdr", "saudara", "sdri", "saudari", "yth"}
_FILLING = {"saya", "mulai", "dari", "pada", "tanggal", "sejak", "oleh", "diwakili", "digantikan", "kepada", "sebagai"}
"""Words that may stand before a day or a name and say nothing more."""
_HIMSELF = {"diri", "sendiri"}
_ME = re.compile(r"\bsaya\b", re.IGNORECASE)


@dataclass(eq=False)
class PersonUnknown(Exception):
    """No enrolled official fits this name, or several do."""

    name: str
    several: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was said so far; what is missing is asked for."""

    person: PersonId
    first: date | None = None
    last: date | None = None
    stand_in: PersonId | None = None
    nobody: bool = False
    """Said: nobody stands in."""
    unclear: str = ""
    """A name that fits nobody, or several."""
    himself: bool = False
    """Named to stand in: the one who is away."""
    unfit: type[DaysUnfit] | None = None
    """Why the days that were written are none."""
    standing: Standing | None = None
    basis: str = ""
    back: bool = False
    scan: KeptFile | None = None

    def kept(self) -> Item:
        """In the form in which a question keeps it until its answer comes."""
        fields = (
            str(self.person),
            self.first.isoformat() if self.first else "",
            self.last.isoformat() if self.last else "",
            str(self.stand_in or ""),
            "nobody" if self.nobody else "",
            self.standing or "",
            "back" if self.back else "",
            self.basis,
        )
        return Item("\n".join(fields), (self.scan,) if self.scan else ())


def said_before(item: Item) -> Said | None:
    """What a question has kept; None where it has kept nothing."""
    if not item:
        return None
    person, first, last, stand_in, nobody, standing, back, basis = item.text.split("\n", 7)
    return Said(
        person=PersonId(int(person)),
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(last) if last else None,
        stand_in=PersonId(int(stand_in)) if stand_in else None,
        nobody=bool(nobody),
        standing=Standing(standing) if standing else None,
        back=bool(back),
        basis=basis,
        scan=item.files[0] if item.files else None,
    )


def read(text: str, people: People, me: PersonId, today: date) -> Said:
    """What a message says; whoever is not named is the one who writes.

    Raises:
        PersonUnknown: it is about somebody whom nobody knows.
    """
    words, _, basis = " ".join(clean_words(text).split()).partition(";")
    found = _WHO.match(words)
    who, rest = (found["who"], found["rest"]) if found else (words, "")
    said = Said(person=me, basis=read_basis(basis))
    try:
        said = replace(said, person=_somebody(who, people) or me)
        if _BACK.match(rest):
            return replace(said, back=True)
        span = read_days(rest, today) if rest else None
        if reaches_on(said.basis):
            raise WordsUnclear
    except DaysUnfit as unfit:
        return replace(said, unfit=type(unfit))
    if span is None:
        return replace(said, unfit=DaysUnfit if rest else None)
    return with_stand_in(replace(said, first=span.first, last=span.last), span.words, people)


def answered(said: Said, text: str, people: People, today: date) -> Said:
    """The same with who stands in, from the answer to that question; days before the name are days anew."""
    text, _, basis = text.partition(";")
    said = replace(said, basis=_both(said.basis, read_basis(basis)))
    try:
        span = read_days(text, today)
        if reaches_on(basis):
            raise WordsUnclear
    except DaysUnfit as unfit:
        return replace(said, first=None, last=None, unfit=type(unfit))
    if span is None:
        return with_stand_in(said, text, people)
    return with_stand_in(replace(said, first=span.first, last=span.last), span.words, people)


def read_basis(text: str) -> str:
    """A letter's number, in one line."""
    return " ".join(clean_words(text).split()).strip(" ;,")[:BASIS_LIMIT]


def with_stand_in(said: Said, text: str, people: People) -> Said:
    """The same with who stands in: 'Plh. Ibu Dewi Lestari', 'tanpa' for nobody, nothing for what is not said yet."""
    named, name = _standing(text, people.stand_in_labels)
    standing = named or said.standing
    name, reason = _apart(name)
    is_strange = any(char.isdigit() for char in name) and not matching(people, name)
    if is_strange or names_days(reason):
        return replace(said, first=None, last=None, unfit=WordsUnclear)
    said = replace(said, basis=_both(said.basis, read_basis(reason)))
    if _NOBODY.match(text.strip()):
        return replace(said, nobody=True)
    if not _bare(name):
        return replace(said, standing=standing, himself=bool(_ME.search(name)))
    alone = [official.id for official in matching(people, name)] == [said.person]
    if alone or set(_bare(name)) <= _HIMSELF:
        return replace(said, standing=standing, himself=True)
    fitting = matching(people, name, but=said.person)
    if len(fitting) == 1:
        return replace(said, standing=standing, stand_in=fitting[0].id)
    if not fitting and speaks_of_time(_bare(name)):
        return replace(said, first=None, last=None, unfit=DaysUnfit)
    return replace(said, standing=standing, unclear=" ".join(name.split()))


def _both(basis: str, more: str) -> str:
    return ", ".join(part for part in (basis, more) if part)[:BASIS_LIMIT]


def _apart(words: str) -> tuple[str, str]:
    """A name with its degrees, and what stands behind a comma after it: 'Dimas Saputra, S.H., dinas luar'."""
    name, *others = (part.strip() for part in words.split(","))
    while others and _DEGREE.fullmatch(others[0]):
        name = f"{name}, {others.pop(0)}"
    return name, ", ".join(part for part in others if part)


def _standing(text: str, labels: Mapping[Standing, str]) -> tuple[Standing | None, str]:
    """The standing that is named in a text, and the text without it; a longer label before a shorter one."""
    known = _USUAL | {_plain(label): standing for standing, label in labels.items()}
    longest_first = sorted(known, key=len, reverse=True)
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    named = re.compile(rf"(?<!\w)({words})(?!\w)\.?", re.IGNORECASE)
    found = named.search(text)
    return (known[_plain(found[1])] if found else None), named.sub(" ", text)


def _plain(label: str) -> str:
    return " ".join(label.split()).rstrip(".").casefold()


def matching(people: People, name: str, *, but: PersonId | None = None) -> tuple[Official, ...]:
    """The officials whom a name can mean: of exactly this name, else with all its words in theirs."""
    wanted = _bare(name) or _bare(name.partition(",")[0])
    others = [official for official in people.by_id.values() if official.id != but]
    if not wanted:
        return ()
    for words in (wanted, _bare(name.partition(",")[0])):
        exact = tuple(official for official in others if _bare(official.name) == words)
        near = tuple(official for official in others if words and set(words) <= set(_bare(official.name)))
        if exact or near:
            return exact or near
    return ()


def roles_of(people: People, person: PersonId) -> tuple[Role, ...]:
    """The roles that somebody holds, also those from which he is away today."""
    official = people[person]
    held = {*official.roles, *(absence.role for absence in official.away)}
    return tuple(role for role in Role if role in held)


def candidates(people: People, said: Said, away: Iterable[PersonId]) -> tuple[Official, ...]:
    """Who may be offered to stand in: for a Komisioner members of the commission alone, for others nobody of it."""
    decides = Role.KOMISIONER in roles_of(people, said.person)
    absent = {said.person, *away}
    fit = tuple(
        official
        for official in people.by_id.values()
        if official.id not in absent and official.telegram_id is not None and official.is_member is decides
    )
    named = set(matching(people, said.unclear, but=said.person)) if said.unclear else set()
    return tuple(official for official in fit if official in named) or fit


def _somebody(who: str, people: People) -> PersonId | None:
    """Whom words before the days name; nobody where they name none.

    Raises:
        PersonUnknown: somebody whom nobody knows.
        DaysUnfit: they are no name, but days that cannot be read.
    """
    if not _bare(who):
        return None
    fitting = matching(people, who)
    if not fitting and speaks_of_time(_bare(who)):
        raise DaysUnfit
    if len(fitting) != 1:
        raise PersonUnknown(" ".join(who.split()), several=bool(fitting))
    return fitting[0].id


def _bare(name: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W_]+", name.casefold())
    return tuple(word for word in words if word not in _FORMS and word not in _FILLING)
