"""What is filled into the bot's own records: Lembar Paraf, Tanda Terima, Bukti Tayang, Rekap Proses.

As in `forms`: strings are printed as they are given, sentences stand in the templates. These papers, unlike the
office's own letters, say at the foot when they were recorded and that this is no certified signature.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.papers.forms import Kop
from bot.papers.pictures import Picture


@dataclass(frozen=True, kw_only=True)
class Record:
    """What all of them have.

    Attributes:
        kop: The letterhead.
        title: The maklumat's title.
        control_number: Nomor kendali, at the foot and in the file's name.
        draft_version: At the foot and in the file's name; 0 where no draft was given.
        recorded_at: At the foot, after `Dicatat secara elektronik pada`.
        made_at: The file's date, aware; not printed.
    """

    kop: Kop
    title: str
    control_number: str
    draft_version: int
    recorded_at: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Initial:
    """A line of the Lembar Paraf; the box for the pen stays empty.

    Attributes:
        position: The post, and the role in which the paraf was put where that is not the same.
        name: Who put it.
        date: On which day the bot recorded it.
    """

    position: str
    name: str
    date: str


@dataclass(frozen=True, kw_only=True)
class LembarParaf(Record):
    """Beside the Nota Dinas: who put his paraf on the version that goes up.

    Attributes:
        number: The Nota Dinas number, or its blank.
        initials: One for each paraf; the template adds empty lines for the pen.
    """

    number: str
    initials: tuple[Initial, ...]


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Room for a signature.

    Attributes:
        position: Above it; `a.n.` stands on a line of its own. Empty: dots for the pen.
        name: Beneath it. Empty: dots for the pen.
    """

    position: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class TandaTerima(Record):
    """The receipt for whoever is handed the Nota Dinas and the draft.

    Attributes:
        sender: Who hands them over, by post.
        to: To whom the letter goes; a second line is a line break.
        documents: What is handed over; the number of each is for the pen where it is not one.
        handed_by: Who signs for having handed it over; the recipient's name, signature and date are dots.
    """

    sender: str
    to: str
    documents: tuple[str, ...]
    handed_by: Signer


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A kept file by what it can be recognised by.

    Attributes:
        name: As it was sent.
        size: In words, `128.591 byte`.
        sha256: 64 hexadecimal digits.
    """

    name: str
    size: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Screenshot:
    """A picture of the page that the operator brought.

    Attributes:
        file: What it is.
        picture: The picture itself; none where it cannot be printed, then the file is only named.
    """

    file: FileLine
    picture: Picture | None = None


@dataclass(frozen=True, kw_only=True)
class BuktiTayang(Record):
    """What shows that the maklumat is on the page.

    Attributes:
        link: The page's address.
        published_at: When the operator gave it.
        published_by: By whom, with the role.
        confirmed_at: When somebody looked and found it right. Empty: nobody has yet.
        confirmed_by: Who.
        finding: What the bot found whenever it looked by itself, a line each. Empty: left out.
        file: What was published.
        approved_by: Who approved the version, with the role.
        approved_at: When.
        minutes: The number of the minutes (Berita Acara) that the approval rests on. Empty: left out.
        screenshots: What the operator brought, in this order.
        signers: Room for the operator's signature, and for that of who confirmed.
        head: The journal's head at that moment, `57:` and 64 hexadecimal digits.
    """

    link: str
    published_at: str
    published_by: str
    file: FileLine
    approved_by: str
    approved_at: str
    signers: tuple[Signer, ...]
    head: str
    confirmed_at: str = ""
    confirmed_by: str = ""
    minutes: str = ""
    finding: str = ""
    screenshots: tuple[Screenshot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One entry into a step.

    Attributes:
        step: 1 to 6.
        entered: When it began.
        counted_from: From when it is counted, where that is later: it came when the office was closed.
        skipped: Days off that moved the deadline.
        due: Until when it was to be done. Empty: it has no clock.
        left: When it was over. Empty: it is not.
        took: Office hours it took, in words.
        outcome: By what it ended: a key whose words stand in the template. Empty: it is not over.
        over: Whether it ended after its deadline.
        late: By how many days, in words. Empty: by less than one, or not at all.
        stood: From when to when the clock stood still.
    """

    step: int
    entered: str
    due: str
    left: str
    took: str
    outcome: str
    over: bool = False
    late: str = ""
    counted_from: str = ""
    skipped: tuple[str, ...] = ()
    stood: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """One version of the text, or the signed final text.

    Attributes:
        label: `1`, `2`, `final`.
        file: What it is.
        given_by: By whom, with the role.
        given_at: When.
        on_behalf: Whether somebody gave it for the drafters.
        over: Whether it counts no more: it was returned for correction, or replaced.
    """

    label: str
    file: FileLine
    given_by: str
    given_at: str
    on_behalf: bool = False
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class OfficerLine:
    """Somebody who took part, in one capacity.

    Attributes:
        name: Who.
        jabatan: The post.
        capacity: In which role and standing he acted.
        basis: By which mandate: dates and letter, where they are known.
    """

    name: str
    jabatan: str
    capacity: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words under their label, word for word."""

    label: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened.

    Attributes:
        at: When.
        what: One sentence without a full stop.
        said: What was said with it.
    """

    at: str
    what: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RekapProses(Record):
    """The whole process on paper: times, versions, people, and everything that was said.

    Attributes:
        sop_number: The SOP it rests on.
        state: Where it stands: a key whose words stand in the template.
        opened_at: When.
        opened_by: By whom, with the role.
        number: The Nota Dinas number, or its blank. Empty: there is no Nota Dinas yet.
        minutes: The number of the minutes (Berita Acara) that the approval rests on. Empty: left out.
        link: The page's address. Empty: left out.
        day: What a full day is, `1 hari kerja = 8 jam 30 menit`.
        zone: In which zone the times of the tables are, `WIB`.
        visits: Each entry into a step, in order.
        versions: Each version of the text, and the final one.
        officers: Who took part.
        happenings: What happened, in order.
        head: The journal's head at that moment.
        entries: How many entries of the journal tell of this maklumat by then.
    """

    sop_number: str
    state: str
    opened_at: str
    opened_by: str
    number: str
    day: str
    zone: str
    visits: tuple[VisitLine, ...]
    versions: tuple[VersionLine, ...]
    officers: tuple[OfficerLine, ...]
    happenings: tuple[Happening, ...]
    head: str
    entries: int
    minutes: str = ""
    link: str = ""
