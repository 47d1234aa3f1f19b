"""Papers as DOCX: the sentences of the PDF, to be edited; and the text that a maklumat may begin with."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest

from bot.papers import PaperNotMade, render, sentences
from bot.papers.editable import Composer
from bot.papers.fill import Letterhead
from bot.papers.sentences import BLANK, Kind, filled, nota_dinas_pieces
from bot.papers.word import nota_dinas_docx
from handlers.inspection import DOCX, inspect
from tests.bot.papers.test_fill import HEAD

SIGNS = "Ketua KPU Kabupaten Karanganyar"


def read(data: bytes) -> str:
    """All words of a DOCX in their order, tables and footer too, in one line."""

    def words(part) -> list[str]:
        found = []
        for block in part.iter_inner_content():
            if hasattr(block, "rows"):
                found += [word for row in block.rows for cell in row.cells for word in words(cell)]
            else:
                found.append(block.text)
        return found

    document = docx.Document(io.BytesIO(data))
    return " ".join(" ".join([*words(document), *words(document.sections[0].footer)]).split())


def composer(head: Letterhead = HEAD, *, signs: str = SIGNS, hosts: tuple[str, ...] = ("*.kpu.go.id",)) -> Composer:
    return Composer(head, signs, hosts)


class TestTheNotaDinas:
    def test_says_what_the_pdf_says_in_the_same_order(self, nota_dinas, pages):
        pdf, word = " ".join(pages(render(nota_dinas))), read(nota_dinas_docx(nota_dinas))

        said = [piece.text for piece in nota_dinas_pieces(nota_dinas) if piece.kind is not Kind.FOOT]
        for text in (pdf, word):
            places = [text.find(" ".join(sentence.split())) for sentence in said]
            assert -1 not in places
            assert places == sorted(places)
        for words in ("SEKRETARIAT KOMISI PEMILIHAN UMUM KABUPATEN KARANGANYAR", "Wahyu Nugroho", "Dewi Lestari"):
            assert words in pdf
            assert words in word

    def test_leaves_out_what_is_not_there(self, nota_dinas):
        bare = replace(nota_dinas, copies=(), corrects="", due="", parafs=(), signer_name="")

        word = read(nota_dinas_docx(bare))

        for words in ("Tembusan", "perbaikan atas", "paling lambat", "diparaf", "Paraf penyusun"):
            assert words not in word
        assert f"{bare.signer_position}, {BLANK}" in word

    def test_is_the_same_bytes_for_the_same_form(self, nota_dinas):
        made = nota_dinas_docx(nota_dinas)

        assert made == nota_dinas_docx(nota_dinas)
        assert made != nota_dinas_docx(replace(nota_dinas, number="13/PP.07-ND/3313/2027"))
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}

    @pytest.mark.parametrize("title", ["<w:p/> & {nomor} [x]", "a\x00b\ud800c\ufffe", "Emoji 🎉 dan ‮balik", "x" * 5000])
    def test_takes_whatever_people_type(self, nota_dinas, title):
        made = nota_dinas_docx(replace(nota_dinas, title=title, subject=title))

        assert inspect(made, "nota-dinas.docx").kind == DOCX
        assert title.startswith(("a", "E", "x")) or title in read(made)


class TestTheDefaultText:
    async def test_names_the_office_and_leaves_dots_where_nothing_is_known(self):
        bare = replace(HEAD, office_name="KPU Kabupaten Semarang", address="")

        file, data = await composer(bare, signs="Ketua KPU Kabupaten Semarang").default_text()

        text = read(data)
        assert (file.name, file.media_type, inspect(data, file.name).trouble) == (
            "naskah-awal-maklumat.docx",
            DOCX,
            None,
        )
        for words in (
            "MAKLUMAT PELAYANAN INFORMASI PUBLIK KOMISI PEMILIHAN UMUM KABUPATEN SEMARANG",
            "Dengan ini kami, Komisi Pemilihan Umum Kabupaten Semarang, menyatakan sanggup",
            f"melalui laman e-PPID {BLANK} atau kantor kami di {BLANK}; dan",
            "kami bersedia menerima sanksi",
            f"{BLANK}, {BLANK} Ketua KPU Kabupaten Semarang, {BLANK}",
        ):
            assert words in text
        assert "SEKRETARIAT" not in text
        assert "{" not in text
        assert "//" not in text.replace("https://", "")

    async def test_names_where_one_complains_as_far_as_the_settings_tell(self):
        _, data = await composer(hosts=("*.kpu.go.id", "karanganyarkabppid.kpu.go.id")).default_text()

        assert (
            "melalui laman e-PPID https://karanganyarkabppid.kpu.go.id atau kantor kami di Jalan Contoh Nomor 1, "
            "Karanganyar; dan"
        ) in read(data)

    async def test_is_the_same_bytes_each_time(self):
        assert await composer().default_text() == await composer().default_text()

    async def test_is_changed_by_whoever_changes_its_file(self, tmp_path, monkeypatch):
        text = (sentences._FOLDER / "naskah-awal.txt").read_text(encoding="utf-8")
        (tmp_path / "naskah-awal.txt").write_text(text + "\n1. menyediakan air minum.\n", encoding="utf-8")
        monkeypatch.setattr(sentences, "_FOLDER", tmp_path)

        _, data = await composer().default_text()

        assert "menyediakan air minum." in read(data)

    async def test_that_is_broken_is_not_made_and_breaks_nothing_else(self, tmp_path, monkeypatch, caplog):
        (tmp_path / "naskah-awal.txt").write_text("Kami, {lembagaa}", encoding="utf-8")
        monkeypatch.setattr(sentences, "_FOLDER", tmp_path)

        assert await composer().default_text() is None
        assert "lembagaa" in caplog.text


class TestASentence:
    @pytest.fixture
    def lines(self, tmp_path, monkeypatch):
        def read(text: str, **values: str):
            (tmp_path / "contoh.txt").write_text(text, encoding="utf-8")
            monkeypatch.setattr(sentences, "_FOLDER", tmp_path)
            return [(piece.kind, piece.label, piece.text, piece.number) for piece in filled("contoh.txt", values)]

        return read

    def test_a_note_and_an_empty_line_are_not_printed(self, lines):
        assert lines("// catatan\n\nIsi.\n") == [(Kind.PARAGRAPH, "", "Isi.", 0)]

    def test_items_are_numbered_by_themselves_and_anew_in_each_list(self, lines):
        assert [piece[3] for piece in lines("1. a\n1. b\nTengah\n1. c\n")] == [1, 2, 0, 1]

    def test_a_row_without_its_value_is_left_out(self, lines):
        assert lines("| Dari | {dari}\n| Hal | {hal}\n", dari="", hal="X") == [(Kind.ROW, "Hal", "X", 0)]

    def test_what_is_filled_in_is_never_read_as_a_mark(self, lines):
        assert lines("Draf {judul}[ {x}]", judul="{x} [y]", x="z") == [(Kind.PARAGRAPH, "", "Draf {x} [y] z", 0)]

    def test_a_word_that_nobody_fills_in_is_named(self, lines):
        with pytest.raises(PaperNotMade, match=r"contoh\.txt: \{judl\}"):
            lines("{judl}", judul="x")
