"""What the bot's own records say, from snapshots that the Desk wrote, and how the press puts pictures on them."""

import asyncio
import inspect
import re
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.demo.samples import make
from bot.papers import press as presses
from bot.papers import render
from bot.papers.fill import fill
from bot.papers.press import Press
from bot.papers.recording import screenshots
from bot.papers.records import FileLine, Initial, OfficerLine, Said, Signer
from bot.papers.render import TEMPLATES
from handlers.screens.dates import moment
from sop import folding
from sop.commands import Remedy, Rescue
from sop.items import Verdict
from sop.looks import Finding
from sop.papers import PaperKind
from sop.roles import DEFAULT_STAND_IN_LABELS, Mandate, Role, Standing
from sop.steps import Action, Step
from storage import days, files, papers
from storage import tables as t
from storage.absences import Leaving, Returning
from storage.claims import Claims
from storage.desk import Desk
from tests.bot.papers.office import BLANK, HEAD, NUMBER, TITLE, ZONE, local_day
from tests.storage.office import FIRST_DRAFT, LINK, RULES, SECOND_DRAFT

LAYAR = (Path(make.__file__).parent / "tangkapan-layar.png").read_bytes()
OPERATOR = "Sdri. Rina Lestari selaku Pelaksana (operator)"


async def away(office, person, stand_in, days: int = 4, **more) -> None:
    """Somebody is away from today on, and somebody else stands in."""
    today = local_day(office.now)
    asked = Leaving(
        person=person.id, from_on=today, until_on=today + timedelta(days=days), stand_in=stand_in.id, **more
    )
    cause = office.cause(office.chat(person))
    await office.desk.change_absence(asked, person.id, cause, office.now, say=lambda _people, _changed: ())


class TestALembarParaf:
    async def test_names_who_put_a_paraf_on_the_version_that_goes_up_and_when(self, office, printed):
        m = await office.forwarded()

        form = office.filled(PaperKind.LEMBAR_PARAF)

        assert (form.title, form.number, form.draft_version) == (TITLE, BLANK, 1)
        assert form.initials == (
            Initial(
                position="Kasubbag Parhumas dan SDM selaku PPID", name="Wahyu Nugroho", date="Senin, 18 Januari 2027"
            ),
            Initial(
                position="Sekretaris KPU Kabupaten Karanganyar selaku Atasan PPID",
                name="Sri Handayani",
                date="Senin, 18 Januari 2027",
            ),
        )
        assert form.recorded_at == moment(m.forwarding.at, ZONE)
        assert form.made_at == m.forwarding.at
        assert "LEMBAR PARAF KOORDINASI" in printed(form)

    async def test_names_no_paraf_that_fell_when_an_admin_returned_the_text_to_step_1(self, office):
        agus = await office.enrols("Agus", is_admin=True, telegram_id=9101)
        m = await office.forwarded()
        wish = Rescue(
            remedy=Remedy.STEP_BACK,
            maklumat=m.id,
            visit=m.visit.number,
            step=Step.DRAFTING,
            reason="Jam layanan keliru",
        )
        m = (await office.desk.submit(wish, agus.id, office.cause(office.chat(agus)), office.now)).maklumat
        office.now += timedelta(days=1)
        m = await office.does(m, office.wahyu, Action.PARAF)
        await office.does(m, office.sri, Action.PARAF_AND_FORWARD)

        form = office.filled(PaperKind.LEMBAR_PARAF)

        assert [(given.name, given.date) for given in form.initials] == [
            ("Wahyu Nugroho", "Selasa, 19 Januari 2027"),
            ("Sri Handayani", "Selasa, 19 Januari 2027"),
        ]

    async def test_knows_who_stood_in(self, office):
        await away(office, office.sri, office.dewi)
        m = await office.opens(title=TITLE)
        m = await office.does(m, office.wahyu, Action.PARAF)
        m = await office.does(m, office.dewi, Action.PARAF, role=Role.ATASAN_PPID)
        await office.does(m, office.dewi, Action.FORWARD, role=Role.ATASAN_PPID)

        initials = office.filled(PaperKind.LEMBAR_PARAF).initials

        assert [i.position for i in initials][1] == "Kasubbag Hukum selaku Plh. Atasan PPID"


class TestATandaTerima:
    async def test_says_what_is_handed_over_by_whom_and_to_whom(self, office):
        m = await office.forwarded()

        form = office.filled(PaperKind.TANDA_TERIMA)

        assert form.sender == "Sekretaris KPU Kabupaten Karanganyar selaku Atasan PPID"
        assert form.to == "Ketua KPU Kabupaten Karanganyar\nu.p. Ketua Divisi Sosdiklih, Parmas dan SDM"
        assert form.documents == (f"Nota Dinas Nomor {BLANK}", f"Draf {TITLE} versi 1", "Lembar Paraf")
        assert form.handed_by == Signer(position=form.sender, name="Sri Handayani")

        await office.does(m, office.atasan, Action.SET_NUMBER, value=NUMBER)
        assert office.filled(PaperKind.TANDA_TERIMA).documents[0] == f"Nota Dinas Nomor {NUMBER}"


class TestInSomebodysName:
    """Where an office calls a stand-in `a.n.`, whose name it is stands above, and his own post beneath."""

    @pytest.fixture
    def in_his_name(self, office):
        rules = replace(RULES, stand_in_labels={**DEFAULT_STAND_IN_LABELS, Standing.PLH: "a.n."})
        office.desk = Desk(office.database, rules)
        return office

    async def test_the_nota_dinas_is_signed_so(self, in_his_name, printed):
        office = in_his_name
        m = await office.drafted()
        await away(office, office.sri, office.dewi)
        await office.does(m, office.dewi, Action.FORWARD, role=Role.ATASAN_PPID)

        form = office.filled(PaperKind.NOTA_DINAS)

        assert form.sender == "a.n. Sekretaris KPU Kabupaten Karanganyar, Kasubbag Hukum"
        assert form.signer_position == "a.n. Sekretaris KPU Kabupaten Karanganyar,\nKasubbag Hukum"
        assert form.signer_name == "Dewi Anggraini"
        assert "a.n. Sekretaris KPU Kabupaten Karanganyar, Kasubbag Hukum, " in printed(form)
        assert "selaku a.n." not in printed(form)

    async def test_and_the_order_to_publish(self, in_his_name):
        office = in_his_name
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.APPROVE)
        await away(office, office.sri, office.dewi)
        await office.does(m, office.dewi, Action.ORDER, role=Role.ATASAN_PPID)

        form = office.filled(PaperKind.PERINTAH)

        assert form.decided_by_position == "a.n. Sekretaris KPU Kabupaten Karanganyar,\nKasubbag Hukum"

    async def test_without_a_known_post_the_role_is_named(self, in_his_name):
        office = in_his_name
        m = await office.drafted()
        await away(office, office.sri, office.dewi)
        office.database.write_now(lambda db: db.execute(sa.update(t.people).values(jabatan="")))
        await office.does(m, office.dewi, Action.FORWARD, role=Role.ATASAN_PPID)

        assert office.filled(PaperKind.NOTA_DINAS).signer_position == "a.n. Atasan PPID"


class TestABuktiTayang:
    async def test_shows_what_was_published_where_when_and_by_whom(self, office, printed):
        m = await office.brings(await office.ordered(), office.rina, Action.PUBLISH, ("layar.png", LAYAR), value=LINK)

        form = office.filled(PaperKind.BUKTI_TAYANG)

        assert (form.link, form.published_by, form.published_at) == (LINK, OPERATOR, moment(m.publication.at, ZONE))
        assert (form.confirmed_at, form.confirmed_by) == ("", "")
        published = files.describe(FIRST_DRAFT, "draf.pdf", "application/pdf")
        assert form.file == FileLine(name="draf.pdf", size=f"{len(FIRST_DRAFT)} byte", sha256=published.sha256)
        assert form.approved_by == "Bapak Bagus Prasetyo selaku Komisioner"
        assert form.approved_at == moment(m.approval.at, ZONE)
        assert [shot.file.name for shot in form.screenshots] == ["layar.png"]
        assert form.screenshots[0].file.size == "128.591 byte"
        assert form.signers == (Signer(position="Pelaksana (operator)", name="Rina Lestari"), Signer())
        assert "Belum ada pernyataan sudah tayang." in printed(form)

    async def test_is_made_anew_with_who_found_the_page_right(self, office):
        m = await office.brings(await office.ordered(), office.rina, Action.PUBLISH, value=LINK)
        m = await office.does(m, office.wahyu, Action.CONFIRM_LIVE)

        form = office.filled(PaperKind.BUKTI_TAYANG)

        assert form.confirmed_by == "Bapak Wahyu Nugroho selaku PPID"
        assert form.confirmed_at == moment(m.publication.confirmed.at, ZONE)
        assert form.signers[1] == Signer(position="Kasubbag Parhumas dan SDM", name="Wahyu Nugroho")
        assert form.screenshots == ()

    async def test_shows_the_final_text_where_there_is_one_and_the_minutes(self, office):
        m = await office.ordered()
        m = await office.does(m, office.wahyu, Action.GIVE_FINAL, data=b"%PDF-1.7 signed")
        m = await office.does(m, office.bagus, Action.SET_MINUTES, value="3/PK.01-BA/3313/2027")
        await office.brings(m, office.rina, Action.PUBLISH, value=LINK)

        form = office.filled(PaperKind.BUKTI_TAYANG)

        assert form.file.sha256 == files.describe(b"%PDF-1.7 signed", "", "").sha256
        assert form.minutes == "3/PK.01-BA/3313/2027"

    async def test_pictures_of_an_earlier_try_do_not_show_this_one(self, office):
        m = await office.brings(await office.ordered(), office.rina, Action.PUBLISH, ("lama.png", b"1"), value=LINK)
        m = await office.does(m, office.wahyu, Action.REPORT_NOT_LIVE, "Halaman kosong")
        m = await office.brings(m, office.rina, Action.PUBLISH, ("baru.png", b"2"), value=f"{LINK}-2")
        await office.brings(m, office.rina, Action.GIVE_PROOF, ("satu-lagi.png", b"3"), ("baru.png", b"2"))

        form = office.filled(PaperKind.BUKTI_TAYANG)

        assert form.link == f"{LINK}-2"
        assert [shot.file.name for shot in form.screenshots] == ["baru.png", "satu-lagi.png"]

    async def test_tells_every_look_at_this_publication_so_that_a_worse_one_hides_no_better(self, office, printed):
        m = await office.brings(await office.ordered(), office.rina, Action.PUBLISH, value=LINK)
        await office.looked(m, Finding.UNREACHABLE)
        m = await office.does(m, office.wahyu, Action.REPORT_NOT_LIVE, "Halaman kosong")
        m = await office.brings(m, office.rina, Action.PUBLISH, value=LINK)
        first = await office.looked(m, Finding.SAME_FILE)
        second = await office.looked(m, Finding.NOT_RECOGNISED)

        form = office.filled(PaperKind.BUKTI_TAYANG)

        assert form.finding.split("\n") == [
            f"{moment(first, ZONE)}: berkas pada laman sama dengan naskah yang disetujui (SHA-256 sama);",
            f"{moment(second, ZONE)}: isi laman telah berubah dan naskah yang disetujui tidak dapat dikenali lagi",
        ]
        assert "SHA-256 sama" in printed(form)

    async def test_bears_the_journals_head_of_that_commit(self, office):
        await office.brings(await office.ordered(), office.rina, Action.PUBLISH, value=LINK)
        count, digest = await office.reading.journal_head()
        first = office.snapshots()

        assert office.filled(PaperKind.BUKTI_TAYANG).head == f"{count}:{digest}"
        assert office.filled(PaperKind.REKAP_PROSES).head == f"{count}:{digest}"

        await office.opens(title="Lain")
        later = office.snapshots()
        for kind in (PaperKind.BUKTI_TAYANG, PaperKind.REKAP_PROSES):
            assert render(fill(first[kind], HEAD)) == render(fill(later[kind], HEAD))


class TestARekapProses:
    async def test_tells_planned_and_actual_time_of_each_step(self, office):
        m = await office.forwarded()
        office.now += timedelta(days=3)
        m = await office.does(m, office.bagus, Action.APPROVE)
        m = await office.does(m, office.sri, Action.HOLD, "Menunggu tanda tangan")
        office.now += timedelta(hours=2)
        m = await office.does(m, office.sri, Action.RESUME)
        m = await office.does(m, office.sri, Action.ORDER)
        await office.brings(m, office.rina, Action.PUBLISH, value=LINK)

        form = office.filled(PaperKind.REKAP_PROSES)
        rows = [(v.step, v.entered, v.due, v.left, v.took, v.outcome, v.over, v.late) for v in form.visits]

        forwarded, decided = "18-01-2027 10.03", "21-01-2027 10.04"
        assert rows[0] == (
            1,
            "18-01-2027 10.00",
            "19-01-2027 16.00",
            "18-01-2027 10.02",
            "2 menit",
            "ParafGiven",
            False,
            "",
        )
        assert rows[2] == (
            *(3, forwarded, "19-01-2027 16.00", decided, "3 hari kerja 1 menit", "Approved"),
            *(True, "2 (dua) hari kerja"),
        )
        assert form.visits[3].stood == ("21-01-2027 10.05 s.d. 21-01-2027 12.06",)
        assert rows[3][4:] == ("2 menit", "PublicationOrdered", False, "")
        assert rows[-1][:2] == (6, form.visits[4].left)
        assert rows[-1][2:] == ("", "", "", "", False, "")
        assert (form.day, form.zone, form.state) == ("1 hari kerja = 8 jam 30 menit", "WIB", "published")

    async def test_tells_from_when_a_step_is_counted_and_which_days_off_moved_its_deadline(self, office):
        # A Thursday evening before Imlek and its day off in common, which that year fall on Friday and Saturday.
        office.now = RULES.calendar.at(date(2027, 2, 4), time(17))
        office.database.write_now(lambda db: days.seed(db, (2027,)))
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.RETURN, "Perbaiki")
        await office.does(m, office.wahyu, Action.CANCEL, "Dibuat keliru")

        form = office.filled(PaperKind.REKAP_PROSES)

        assert form.visits[0].counted_from == "08-02-2027 07.30"
        assert form.visits[0].due == "09-02-2027 16.00"
        assert form.visits[0].skipped
        assert form.state == "cancelled"
        assert form.visits[-1].outcome == "Cancelled"
        assert form.happenings[-1].said == (Said(label="Alasan", words="Dibuat keliru"),)

    async def test_a_version_that_was_replaced_before_anybody_returned_it_counts_no_more_either(self, office):
        m = await office.does(await office.opens(), office.rina, Action.SUBMIT_DRAFT, data=SECOND_DRAFT)
        await office.does(m, office.wahyu, Action.CANCEL, "Dibuat keliru")

        form = office.filled(PaperKind.REKAP_PROSES)

        assert [(v.label, v.over) for v in form.versions] == [("1", True), ("2", False)]

    async def test_tells_every_version_with_its_file_and_what_became_of_it(self, office):
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.RETURN, "Nomor telepon keliru.")
        m = await office.does(m, office.rina, Action.SUBMIT_DRAFT, data=SECOND_DRAFT)
        m = await office.does(m, office.wahyu, Action.PARAF)
        m = await office.does(m, office.sri, Action.PARAF_AND_FORWARD)
        m = await office.does(m, office.bagus, Action.APPROVE)
        m = await office.does(m, office.sri, Action.ORDER)
        m = await office.does(m, office.wahyu, Action.GIVE_FINAL, data=b"%PDF-1.7 signed")
        await office.brings(m, office.rina, Action.PUBLISH, value=LINK)

        form = office.filled(PaperKind.REKAP_PROSES)

        assert [(v.label, v.on_behalf, v.over) for v in form.versions] == [
            ("1", False, True),
            ("2", True, False),
            ("final", False, False),
        ]
        assert form.versions[1].file.sha256 == files.describe(SECOND_DRAFT, "", "").sha256
        assert form.versions[1].given_by == OPERATOR

    async def test_tells_word_for_word_what_was_said_and_who_said_it(self, office, printed):
        words = "Nomor telepon keliru.\nTambahkan kanal pengaduan < 3 hari."
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.ASK, "Jam layanan?")
        m = await office.does(m, office.wahyu, Action.ANSWER, "Sampai 16.00.", question=1)
        m = await office.does(m, office.bagus, Action.NOTE_CORRECTION, words)
        m = await office.brings(m, office.bagus, Action.RETURN, ("coretan.png", LAYAR), words="Lihat coretan")
        m = await office.does(m, office.wahyu, Action.SUBMIT_DRAFT, data=SECOND_DRAFT)
        m = await office.does(m, office.wahyu, Action.PARAF)
        m = await office.does(m, office.sri, Action.PARAF_AND_FORWARD)
        m = await office.does(m, office.bagus, Action.DIRECT, "Pasang di papan.")
        m = await office.does(m, office.bagus, Action.APPROVE)
        m = await office.does(m, office.sri, Action.ORDER)
        m = await office.does(m, office.rina, Action.REPORT_OBSTACLE, "Laman tidak dapat dibuka.")
        await office.brings(m, office.rina, Action.PUBLISH, value=LINK)

        form = office.filled(PaperKind.REKAP_PROSES)
        said = {(said.label, said.words) for happening in form.happenings for said in happening.said}

        assert said == {
            ("Pertanyaan", "Jam layanan?"),
            ("Jawaban", "Sampai 16.00."),
            ("Koreksi, butir 1", words),
            ("Koreksi, butir 2", "Lihat coretan\n(berkas terlampir: coretan.png)"),
            ("Arahan", "Pasang di papan."),
            ("Kendala", "Laman tidak dapat dibuka."),
            ("Tautan", LINK),
        }
        what = [happening.what for happening in form.happenings]
        assert "Draf versi 1 dikembalikan untuk diperbaiki oleh Bapak Bagus Prasetyo selaku Komisioner" in what
        assert not any("<" in line for line in what), "HTML is for the chat"
        page = printed(form)
        assert "Tambahkan kanal pengaduan < 3 hari." in page
        assert f"jurnal memuat {form.entries} catatan" in page

    async def test_tells_of_a_decision_on_paper_who_recorded_and_who_confirmed_it(self, office):
        await office.enrols("Endah", Role.E_PPID, telegram_id=9100)
        m = await office.forwarded()
        verdict = Verdict(Action.APPROVE, office.bagus.id)
        m = await office.brings(m, office.rina, Action.RECORD_WRITTEN, ("lembar.png", LAYAR), verdict=verdict)
        m = await office.does(m, office.endah, Action.CONFIRM_WRITTEN)
        m = await office.does(m, office.bagus, Action.SET_MINUTES, value="3/PK.01-BA/3313/2027")
        m = await office.does(m, office.sri, Action.ORDER)
        await office.brings(m, office.rina, Action.PUBLISH, value=LINK)

        form = office.filled(PaperKind.REKAP_PROSES)

        (approved,) = [h.what for h in form.happenings if h.what.startswith("Draf versi 1 disetujui")]
        assert (
            "melalui disposisi tertulis; dicatat oleh Sdri. Rina Lestari dan dikonfirmasi oleh Bapak/Ibu Endah"
            in approved
        )
        assert form.minutes == "3/PK.01-BA/3313/2027"

    async def test_tells_by_what_mandate_somebody_acted(self, office):
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.APPROVE)
        await away(office, office.sri, office.dewi, basis="Surat Perintah 1/2027")
        m = await office.does(m, office.dewi, Action.ORDER, role=Role.ATASAN_PPID)
        office.now += timedelta(days=1)
        back = Returning(person=office.sri.id)
        cause = office.cause(office.chat(office.sri))
        await office.desk.change_absence(back, office.sri.id, cause, office.now, say=lambda _people, _changed: ())
        await office.brings(m, office.rina, Action.PUBLISH, value=LINK)

        officers = office.filled(PaperKind.REKAP_PROSES).officers

        assert OfficerLine(name="Wahyu Nugroho", jabatan="Kasubbag Parhumas dan SDM", capacity="PPID") in officers
        # She came back a day later: the absence counts until then, though it was said for longer.
        assert officers[3] == OfficerLine(
            name="Dewi Anggraini",
            jabatan="Kasubbag Hukum",
            capacity="Plh. Atasan PPID",
            basis=("Senin, 18 Januari 2027 s.d. Selasa, 19 Januari 2027; Surat Perintah 1/2027",),
        )
        assert len(officers) == len({(o.name, o.capacity) for o in officers})

    async def test_does_not_change_with_what_comes_later(self, office):
        await office.brings(await office.ordered(), office.rina, Action.PUBLISH, value=LINK)
        snapshot = office.snapshots()[PaperKind.REKAP_PROSES]
        before = render(fill(snapshot, HEAD))

        m = office.present(snapshot.maklumat.id)
        await office.does(m, office.wahyu, Action.REPORT_NOT_LIVE, "Halaman kosong")
        again = next(s for s in office.database.read_now(papers.unmade) if s.id == snapshot.id)

        assert render(fill(again, HEAD)) == before

    def test_has_a_word_for_every_way_in_which_a_step_ends(self):
        parts = inspect.getsource(folding).split("@_fold.register(e.")[1:]
        ends = {part.split(")")[0] for part in parts if "_left(" in part.split("\ndef _who")[0]}
        template = (TEMPLATES / "rekap-proses.typ").read_text("utf-8")
        words = template[template.index("#let hasil") : template.index("#let keadaan")]

        assert len(ends) > 10
        assert ends == set(re.findall(r"^  (\w+): \[", words, re.MULTILINE))


class TestThePressAndPictures:
    @pytest.fixture
    def press(self, office, monkeypatch):
        monkeypatch.setattr(presses, "IDLE_SECONDS", 0.02)
        return Press(office.database, office.desk, office.reading, lambda: office.now, HEAD, Claims(office.database))

    async def made(self, office, press, number) -> bytes:
        """The newest Bukti Tayang, once the press has made everything."""
        task = asyncio.create_task(press.run())
        try:
            async with asyncio.timeout(15):
                while office.snapshots():
                    assert not task.done(), task.exception()
                    await asyncio.sleep(0.01)
        finally:
            task.cancel()
            await asyncio.wait([task])
        paper = office.present(number).paper(PaperKind.BUKTI_TAYANG)
        assert paper is not None
        return await office.reading.file(paper.file.sha256)

    async def test_a_picture_stands_on_the_paper_and_a_broken_one_is_named(self, office, press, pages, inked):
        m = await office.brings(
            await office.ordered(),
            *(office.rina, Action.PUBLISH),
            *(("layar.png", LAYAR), ("rusak.png", LAYAR[:90]), ("layar.pdf", b"%PDF-1.7")),
            value=LINK,
        )

        pdf = await self.made(office, press, m.id)

        words = " ".join(pages(pdf))
        assert words.count("Berkas ini tidak dapat dicetak di sini") == 2
        assert inked(pdf) > 0.15

    async def test_pictures_beyond_what_fits_are_named(self, office, press, monkeypatch, pages):
        monkeypatch.setattr(presses, "MOST_BYTES", len(LAYAR) - 1)
        m = await office.brings(await office.ordered(), office.rina, Action.PUBLISH, ("layar.png", LAYAR), value=LINK)

        assert "layar.png" in (words := " ".join(pages(await self.made(office, press, m.id))))
        assert "Berkas ini tidak dapat dicetak di sini" in words

    async def test_a_picture_that_is_not_what_was_kept_any_more_is_named(self, office, press, pages):
        m = await office.brings(await office.ordered(), office.rina, Action.PUBLISH, ("layar.png", LAYAR), value=LINK)
        sha256 = screenshots(office.snapshots()[PaperKind.BUKTI_TAYANG])[0].sha256
        other = sa.update(t.files).where(t.files.c.sha256 == sha256).values(bytes=b"other")
        office.database.write_now(lambda db: db.execute(other))

        assert "Berkas ini tidak dapat dicetak di sini" in " ".join(pages(await self.made(office, press, m.id)))


def test_a_mandate_of_no_letter_is_no_basis():
    from bot.papers.recording import _basis

    assert _basis(Mandate(person=1, role=Role.PPID, from_on=date(2027, 1, 1), basis="kode pendaftaran")) == ""
    assert _basis(Mandate(person=1, role=Role.PPID, from_on=date(2027, 1, 1), basis="SK 7")) == "SK 7"
    open_ended = Mandate(person=1, role=Role.PPID, standing=Standing.PLT, from_on=date(2027, 1, 1), basis="SP 2")
    assert _basis(open_ended) == "Jumat, 1 Januari 2027; SP 2"
