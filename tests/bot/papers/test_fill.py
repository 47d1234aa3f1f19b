"""What the papers say, from snapshots that the Desk itself wrote in a real office, read back out of the PDF."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.papers import Instruction, Paraf
from bot.papers import press as presses
from bot.papers.fill import STEP_OF, fill
from bot.papers.press import Press
from handlers.screens.dates import moment
from sop.events import MaklumatId
from sop.items import Item
from sop.papers import PaperKind
from sop.roles import DEFAULT_STAND_IN_LABELS, Role, Standing
from sop.steps import Action
from storage import files
from storage import tables as t
from storage.absences import Leaving
from storage.claims import Claims
from storage.desk import Desk
from storage.invites import Invitation
from storage.papers import MOST_ATTEMPTS
from tests.bot.papers.office import BLANK, HEAD, NUMBER, SUBJECT, TITLE, ZONE, local_day
from tests.storage.office import RULES, SECOND_DRAFT


class TestANotaDinas:
    async def test_says_everything_of_the_ordinary_way(self, office, printed):
        m = await office.forwarded()

        form = office.filled(PaperKind.NOTA_DINAS)

        assert m.forwarding is not None
        assert form.number == BLANK
        assert form.to == "Ketua KPU Kabupaten Karanganyar\nu.p. Ketua Divisi Sosdiklih, Parmas dan SDM"
        assert form.sender == "Sekretaris KPU Kabupaten Karanganyar selaku Atasan PPID"
        assert (form.nature, form.attachments, form.subject) == ("Biasa", "1 (satu) berkas", SUBJECT)
        assert (form.title, form.draft_version, form.corrects) == (TITLE, 1, "")
        assert form.parafs == (
            Paraf(role="PPID", name="Wahyu Nugroho"),
            Paraf(role="Atasan PPID", name="Sri Handayani"),
        )
        assert form.sapaan == "Bapak"
        assert form.due == "Selasa, 19 Januari 2027 pukul 16.00 WIB"
        assert form.due == moment(m.visit.due_at, ZONE)
        assert (form.signer_position, form.signer_name) == (form.sender, "Sri Handayani")
        assert (form.control_number, form.made_at) == (m.control_number, m.forwarding.at)

        page = printed(form)
        for words in (
            "SEKRETARIAT KOMISI PEMILIHAN UMUM KABUPATEN KARANGANYAR",
            "Jalan Contoh Nomor 1, Karanganyar",
            f"NOTA DINAS NOMOR {BLANK}",
            "Yth. : Ketua KPU Kabupaten Karanganyar u.p. Ketua Divisi Sosdiklih, Parmas dan SDM",
            "Dari : Sekretaris KPU Kabupaten Karanganyar selaku Atasan PPID",
            "Tanggal : Senin, 18 Januari 2027",
            "Sifat : Biasa",
            "Lampiran : 1 (satu) berkas",
            "Standar Operasional Prosedur Nomor 58/PP.07-SOP/3313/2023",
            f"{TITLE} versi 1 telah disusun",
            "diparaf oleh PPID dan Atasan PPID",
            "paling lambat Selasa, 19 Januari 2027 pukul 16.00 WIB.",
            "Wahyu Nugroho",
            "Sri Handayani",
            "Nomor kendali MKL-2027-001",
        ):
            assert words in page
        assert "perbaikan atas" not in page

    async def test_prints_the_number_that_the_register_gave(self, office, printed):
        m = await office.drafted()
        m = await office.does(m, office.atasan, Action.SET_NUMBER, value=NUMBER)
        await office.does(m, office.atasan, Action.FORWARD)

        assert f"NOTA DINAS NOMOR {NUMBER}" in printed(office.filled(PaperKind.NOTA_DINAS))

    async def test_is_made_anew_when_the_number_comes_later(self, office):
        m = await office.forwarded()
        await office.does(m, office.atasan, Action.SET_NUMBER, value=NUMBER)

        snapshot = office.snapshots()[PaperKind.NOTA_DINAS]
        assert fill(snapshot, HEAD).number == NUMBER
        assert fill(snapshot, HEAD).signer_name == "Sri Handayani"
        assert snapshot.visit == 2

    async def test_made_anew_days_later_is_still_the_letter_of_its_day(self, office):
        m = await office.forwarded()
        sent = office.filled(PaperKind.NOTA_DINAS)
        office.now += timedelta(days=1)
        m = await office.does(m, office.bagus, Action.APPROVE)
        office.now += timedelta(days=2)
        await office.does(m, office.atasan, Action.SET_NUMBER, value=NUMBER)

        anew = office.filled(PaperKind.NOTA_DINAS)

        assert (anew.number, anew.date, anew.due) == (NUMBER, sent.date, sent.due)
        assert anew.made_at > sent.made_at

    async def test_of_a_second_round_says_what_it_corrects(self, office, printed):
        m = await office.forwarded()
        m = await office.does(m, office.atasan, Action.SET_NUMBER, value=NUMBER)
        m = await office.does(m, office.bagus, Action.RETURN, "Nomor telepon keliru.")
        m = await office.does(m, office.wahyu, Action.SUBMIT_DRAFT, data=SECOND_DRAFT)
        m = await office.does(m, office.wahyu, Action.PARAF)
        m = await office.does(m, office.atasan, Action.PARAF)
        await office.does(m, office.atasan, Action.FORWARD)

        form = office.filled(PaperKind.NOTA_DINAS)

        # A number belongs to one letter: the second letter has none yet.
        assert (form.number, form.draft_version) == (BLANK, 2)
        assert form.corrects == "draf versi 1 sesuai arahan tanggal Senin, 18 Januari 2027"
        assert len(form.parafs) == 2
        page = printed(form)
        assert f"{TITLE} versi 2 telah disusun" in page
        assert "perbaikan atas draf versi 1 sesuai arahan tanggal Senin, 18 Januari 2027." in page

    async def test_is_signed_by_who_stands_in_as_who_stands_in(self, office, printed):
        # Sri is away for a week; Dewi stands in for her from today on.
        today = local_day(office.now)

        def stand_in(db: sa.Connection) -> None:
            db.execute(sa.delete(t.mandates).where(t.mandates.c.person_id == office.sri.id))
            db.execute(
                sa.insert(t.mandates).values(
                    person_id=office.dewi.id,
                    role=Role.ATASAN_PPID,
                    standing=Standing.PLH,
                    from_on=today,
                    until_on=today + timedelta(days=7),
                    basis="Surat Perintah 1/2027",
                )
            )

        office.database.write_now(stand_in)
        office.staff["atasan"] = replace(office.dewi, roles=(Role.ATASAN_PPID,))
        await office.forwarded()

        form = office.filled(PaperKind.NOTA_DINAS)

        assert form.sender == "Kasubbag Hukum selaku Plh. Atasan PPID"
        assert form.signer_name == "Dewi Anggraini"
        assert [(paraf.role, paraf.name) for paraf in form.parafs] == [
            ("PPID", "Wahyu Nugroho"),
            ("Plh. Atasan PPID", "Dewi Anggraini"),
        ]
        page = printed(form)
        assert "diparaf oleh PPID dan Plh. Atasan PPID" in page
        assert "Kasubbag Hukum selaku Plh. Atasan PPID," in page

    async def test_calls_a_stand_in_as_the_office_did_at_the_commit(self, office, printed):
        await office.drafted()
        m = office.present(MaklumatId(1))
        labels = {**DEFAULT_STAND_IN_LABELS, Standing.PLH: "Pelaksana Harian"}
        rules = replace(RULES, stand_in_labels=labels)
        office.desk = Desk(office.database, rules)
        today = local_day(office.now)
        asked = Leaving(person=office.sri.id, from_on=today, until_on=today, stand_in=office.dewi.id)
        cause = office.cause(office.chat(office.sri))
        await office.desk.change_absence(asked, office.sri.id, cause, office.now, say=lambda _people, _changed: ())

        await office.does(m, office.dewi, Action.FORWARD, role=Role.ATASAN_PPID)
        office.desk = Desk(office.database, RULES)

        form = office.filled(PaperKind.NOTA_DINAS)
        assert form.sender == "Kasubbag Hukum selaku Pelaksana Harian Atasan PPID"
        assert "Kasubbag Hukum selaku Pelaksana Harian Atasan PPID," in printed(form)
        (forwarded,) = [e for e in await office.reading.journal_of(m.id) if e.kind == "Forwarded"]
        assert '"standing":"Plh."' in forwarded.body.replace(" ", "")

    async def test_to_several_komisioner_goes_to_the_chair(self, office):
        code = await office.invites(
            Invitation(name="Ratna Dewi", roles=(Role.KOMISIONER,), sapaan="Ibu", jabatan="Ketua Divisi Hukum")
        )
        await office.desk.enrol(code, 9100, office.cause(9100), office.now)
        await office.forwarded()

        form = office.filled(PaperKind.NOTA_DINAS)

        assert form.to == "Ketua KPU Kabupaten Karanganyar"
        assert form.sapaan == "Bapak/Ibu"


class TestALembarDisposisi:
    async def test_of_an_approval_says_everything(self, office, printed):
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.DIRECT, "Pasang juga di papan pengumuman.")
        m = await office.does(m, office.bagus, Action.APPROVE)

        form = office.filled(PaperKind.DISPOSISI)

        assert m.approval is not None
        assert form.sender == "Sekretaris KPU Kabupaten Karanganyar selaku Atasan PPID"
        assert (form.number, form.subject, form.nature) == (BLANK, SUBJECT, "Biasa")
        assert (form.letter_date, form.received_on) == ("Senin, 18 Januari 2027",) * 2
        assert form.instructions == {Instruction.APPROVE, Instruction.FOLLOW_UP}
        assert form.directions == ("Pasang juga di papan pengumuman.",)
        assert [tick.label for tick in form.forwarded_to if tick.ticked] == ["Atasan PPID", "PPID"]
        assert form.decided_by_name == "Bagus Prasetyo"
        assert form.decided_by_position == "Ketua Divisi Sosdiklih, Parmas dan SDM"
        assert (form.draft_version, form.made_at) == (1, m.approval.at)
        assert form.due == moment(m.visit.due_at, ZONE)
        assert form.agenda_number == ""

        page = printed(form)
        assert "SEKRETARIAT" not in page
        for words in (
            "KOMISI PEMILIHAN UMUM KABUPATEN KARANGANYAR",
            SUBJECT,
            BLANK,
            "Pasang juga di papan pengumuman.",
            "Bagus Prasetyo",
            "Nomor kendali MKL-2027-001",
        ):
            assert words in page

    async def test_of_a_return_says_the_correction_word_for_word(self, office, printed):
        m = await office.forwarded()
        words = "Nomor telepon keliru.\nTambahkan kanal pengaduan < 3 hari."
        m = await office.does(m, office.bagus, Action.RETURN, words)

        form = office.filled(PaperKind.DISPOSISI)

        assert form.instructions == {Instruction.CORRECT}
        assert form.directions == (words,)
        assert form.decided_by_name == "Bagus Prasetyo"
        assert form.due == moment(m.visit.due_at, ZONE)
        page = printed(form)
        assert "Nomor telepon keliru. Tambahkan kanal pengaduan < 3 hari." in page

    async def test_of_a_second_round_says_the_second_decision(self, office):
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.RETURN, "Nomor telepon keliru.")
        m = await office.does(m, office.wahyu, Action.SUBMIT_DRAFT, data=SECOND_DRAFT)
        m = await office.does(m, office.wahyu, Action.PARAF)
        m = await office.does(m, office.atasan, Action.PARAF)
        m = await office.does(m, office.atasan, Action.FORWARD)
        await office.does(m, office.bagus, Action.APPROVE)

        form = office.filled(PaperKind.DISPOSISI)

        assert form.instructions == {Instruction.APPROVE, Instruction.FOLLOW_UP}
        assert (form.directions, form.draft_version) == ((), 2)

    async def test_names_what_is_no_words(self, office):
        m = await office.forwarded()
        photo = files.describe(b"png", "koreksi-1.png", "image/png")
        act = replace(office.act(m, office.bagus, Action.NOTE_CORRECTION), item=Item("Lihat coretan", (photo,)))
        await office.desk.submit(act, office.bagus.id, office.cause(9002), office.now, contents={photo.sha256: b"png"})
        await office.does(m, office.bagus, Action.SEND_CORRECTION)

        assert office.filled(PaperKind.DISPOSISI).directions == ("Lihat coretan\n(berkas terlampir: koreksi-1.png)",)

    async def test_prints_the_number_if_it_is_known(self, office, printed):
        m = await office.drafted()
        m = await office.does(m, office.atasan, Action.SET_NUMBER, value=NUMBER)
        m = await office.does(m, office.atasan, Action.FORWARD)
        await office.does(m, office.bagus, Action.APPROVE)

        assert NUMBER in printed(office.filled(PaperKind.DISPOSISI))

    async def test_is_made_anew_with_the_number_and_otherwise_the_same(self, office):
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.APPROVE)
        office.now += timedelta(days=1)
        m = await office.does(m, office.atasan, Action.ORDER)
        before = {kind: office.filled(kind) for kind in (PaperKind.DISPOSISI, PaperKind.PERINTAH)}
        office.now += timedelta(days=1)
        await office.does(m, office.atasan, Action.SET_NUMBER, value=NUMBER)

        for kind, sheet in before.items():
            anew = office.filled(kind)
            assert (sheet.number, anew.number) == (BLANK, NUMBER)
            for name in ("letter_date", "received_on", "due", "sender", "instructions", "decided_by_name"):
                assert getattr(anew, name) == getattr(sheet, name), name


class TestAnOrder:
    async def test_says_everything(self, office, printed):
        m = await office.forwarded()
        m = await office.does(m, office.bagus, Action.APPROVE)
        m = await office.does(m, office.atasan, Action.DIRECT, "Mohon tayang hari ini.")
        m = await office.does(m, office.wahyu, Action.ORDER)

        form = office.filled(PaperKind.PERINTAH)

        assert m.order is not None
        assert form.instructions == {Instruction.PUBLISH}
        assert form.directions == ("Mohon tayang hari ini.",)
        assert [tick.label for tick in form.forwarded_to if tick.ticked] == ["Pelaksana (operator)"]
        assert (form.decided_by_name, form.decided_by_position) == ("Wahyu Nugroho", "Kasubbag Parhumas dan SDM")
        assert form.sender == "Sekretaris KPU Kabupaten Karanganyar selaku Atasan PPID"
        assert form.due == moment(m.visit.due_at, ZONE)
        page = printed(form)
        for words in ("SEKRETARIAT KOMISI PEMILIHAN UMUM", "Mohon tayang hari ini.", "Wahyu Nugroho", SUBJECT):
            assert words in page


def test_every_paper_has_its_step():
    assert set(STEP_OF) == set(PaperKind)
    assert (STEP_OF[PaperKind.NOTA_DINAS], STEP_OF[PaperKind.DISPOSISI], STEP_OF[PaperKind.PERINTAH]) == (2, 3, 4)


async def test_another_office_prints_its_own_name_code_and_zone(office):
    await office.forwarded()
    elsewhere = replace(HEAD, office_name="KPU Kota Contoh", code="9171", number_pattern="..../ND/{kode}/{tahun}")

    form = fill(office.snapshots()[PaperKind.NOTA_DINAS], elsewhere)

    assert form.number == "..../ND/9171/2027"
    assert form.to.startswith("Ketua KPU Kota Contoh")


class TestThePress:
    @pytest.fixture
    def press(self, office, monkeypatch):
        monkeypatch.setattr(presses, "IDLE_SECONDS", 0.02)
        return Press(office.database, office.desk, office.reading, lambda: office.now, HEAD, Claims(office.database))

    async def run_until(self, press, holds) -> None:
        task = asyncio.create_task(press.run())
        try:
            async with asyncio.timeout(15):
                while not holds():
                    assert not task.done(), task.exception()
                    await asyncio.sleep(0.01)
        finally:
            task.cancel()
            await asyncio.wait([task])

    def rows(self, office):
        return office.database.read_now(lambda db: list(db.execute(sa.select(t.papers).order_by(t.papers.c.id))))

    async def test_makes_what_was_called_for_and_enters_it(self, office, press, pages):
        m = await office.forwarded()
        await office.does(m, office.bagus, Action.APPROVE)

        await self.run_until(press, lambda: not office.snapshots())

        m = office.present(m.id)
        # One Nota Dinas when both parafs are there, and one when it goes up and its deadline is known.
        assert [paper.file.name for paper in m.papers] == [
            "MKL-2027-001_02_nota-dinas_v1.pdf",
            "MKL-2027-001_02_nota-dinas_v1.pdf",
            "MKL-2027-001_02_lembar-paraf_v1.pdf",
            "MKL-2027-001_02_tanda-terima_v1.pdf",
            "MKL-2027-001_03_disposisi_v1.pdf",
        ]
        kept = await office.reading.file(m.papers[0].file.sha256)
        assert "NOTA DINAS" in " ".join(pages(kept))

    async def test_gives_up_after_three_failures_and_tells_the_admins(self, office, press, monkeypatch):
        m = await office.drafted()
        tried = []

        def broken(form, _size) -> bytes:
            tried.append(form)
            raise RuntimeError("the printer burns")

        monkeypatch.setattr(presses, "render", broken)
        agus = office.agus

        await self.run_until(press, lambda: office.to(agus))
        await asyncio.sleep(0.1)

        assert len(tried) == MOST_ATTEMPTS
        assert [row.attempts for row in self.rows(office)] == [MOST_ATTEMPTS]
        (told,) = office.to(agus)
        assert m.control_number in told.body
        incidents = office.database.read_now(lambda db: [tuple(row) for row in db.execute(sa.select(t.incidents))])
        assert [row[2] for row in incidents] == ["paper"]

    async def test_is_not_given_up_before_that_can_be_told(self, office, press, monkeypatch):
        await office.drafted()
        monkeypatch.setattr(presses, "render", lambda _form, _size: 1 / 0)
        refused = []

        def refuse(_c, _cursor, statement, *_):
            if statement.startswith("INSERT INTO outbox") and not refused:
                refused.append(self.rows(office)[0].attempts)
                raise sa.exc.OperationalError(statement, {}, Exception("disk I/O error"))

        sa.event.listen(office.database.writer, "before_cursor_execute", refuse)

        await self.run_until(press, lambda: office.to(office.agus))

        # Else a crash at that moment would leave a paper that nobody makes and nobody misses.
        assert refused == [MOST_ATTEMPTS - 1]
        incidents = office.database.read_now(lambda db: [row.kind for row in db.execute(sa.select(t.incidents))])
        assert incidents == ["paper"]

    async def test_goes_on_with_the_next_paper(self, office, press, monkeypatch):
        m = await office.forwarded()
        await office.does(m, office.bagus, Action.APPROVE)
        real = presses.render

        def broken(form, size) -> bytes:
            if not hasattr(form, "directions"):
                raise RuntimeError("no Nota Dinas today")
            return real(form, size)

        monkeypatch.setattr(presses, "render", broken)

        await self.run_until(press, lambda: office.present(m.id).papers)

        assert [paper.kind for paper in office.present(m.id).papers] == [PaperKind.DISPOSISI]

    async def test_a_failure_that_passes_is_made_good(self, office, press, monkeypatch):
        m = await office.forwarded()
        real, failed = presses.render, []

        def shaky(form, size) -> bytes:
            if len(failed) < MOST_ATTEMPTS - 1:
                failed.append(form)
                raise RuntimeError("once more")
            return real(form, size)

        monkeypatch.setattr(presses, "render", shaky)

        await self.run_until(press, lambda: office.present(m.id).papers)

        assert office.to(office.agus) == []

    async def test_a_database_that_is_away_does_not_end_it(self, office, press, monkeypatch):
        m = await office.forwarded()
        real, failed = office.database.read, []

        async def read(work):
            if len(failed) < 3:
                failed.append(1)
                raise sa.exc.OperationalError("SELECT", {}, Exception("disk I/O error"))
            return await real(work)

        monkeypatch.setattr(office.database, "read", read)

        await self.run_until(press, lambda: office.present(m.id).papers)

        assert len(failed) == 3


def test_the_letterhead_comes_from_the_settings():
    from bot.settings import load

    settings = load(None, bot_token="1234567890:" + "x" * 35, office_address="Jalan Contoh 1")

    assert settings.letterhead == replace(HEAD, address="Jalan Contoh 1", zone=settings.zone)
