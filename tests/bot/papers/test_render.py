import asyncio
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.papers import PaperNotMade, file_name, render
from bot.papers import render as render_function
from bot.papers.render import TEMPLATES


def test_the_same_form_gives_the_same_bytes(nota_dinas, disposisi):
    for form in (nota_dinas, disposisi):
        assert render(form) == render(form)


def test_the_bytes_do_not_depend_on_the_process_or_its_hash_seed(tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from datetime import datetime, UTC; import hashlib\n"
        "from bot.papers import *\n"
        "f = LembarDisposisi(kop=Kop(region='Kota Contoh'), sender='a', number='b', letter_date='c', received_on='d',"
        " nature='e', subject='f', forwarded_to=(), instructions=frozenset(Instruction), draft_version=1,"
        " decided_by_position='g', decided_by_name='h', control_number='i',"
        " made_at=datetime(2027, 1, 1, tzinfo=UTC))\n"
        "print(hashlib.sha256(render(f)).hexdigest())"
    )
    root = str(TEMPLATES.parent.parent)

    seen = {
        subprocess.run(
            [sys.executable, "-c", script, root],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "HOME": str(tmp_path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Jayapura"))
    }

    assert len(seen) == 1


def test_a_paper_says_that_it_is_pdf_a_2b_and_bears_the_forms_date(nota_dinas):
    pdf = render(nota_dinas)

    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert b"D:20270120080200" in pdf


def test_a_moment_without_a_zone_is_refused(nota_dinas):
    with pytest.raises(ValueError, match="aware"):
        render(replace(nota_dinas, made_at=datetime(2027, 1, 20)))  # noqa: DTZ001 the missing zone is the point


async def test_papers_made_side_by_side_do_not_mix(nota_dinas, disposisi, pages):
    forms = [replace(form, control_number=f"MKL-2027-{at:03}") for at in range(8) for form in (nota_dinas, disposisi)]

    made = await asyncio.gather(*(asyncio.to_thread(render, form) for form in forms))

    for form, pdf in zip(forms, made, strict=True):
        assert form.control_number in pages(pdf)[0]


def test_nothing_is_ever_fetched_for_a_paper():
    for template in TEMPLATES.glob("*.typ"):
        assert "@preview" not in template.read_text("utf-8")
        assert "http" not in template.read_text("utf-8")


def test_a_broken_template_is_named(nota_dinas, monkeypatch, tmp_path):
    module = sys.modules[render_function.__module__]
    (tmp_path / "nota-dinas.typ").write_text("#bukan-apa-apa")
    monkeypatch.setattr(module, "TEMPLATES", tmp_path)
    module._compiler.cache_clear()

    with pytest.raises(PaperNotMade, match=r"nota-dinas\.typ.*bukan-apa-apa"):
        render(nota_dinas)

    module._compiler.cache_clear()


class Panic(BaseException):
    pass


Panic.__name__ = "PanicException"


class CompilerThatFails:
    def __init__(self, trouble):
        self.trouble = trouble

    def compile(self, *_, **__):
        raise self.trouble


def test_a_panic_inside_typst_is_a_paper_not_made_and_not_the_end_of_the_bot(nota_dinas, monkeypatch):
    module = sys.modules[render_function.__module__]
    compilers = [CompilerThatFails(Panic("index out of bounds"))]

    def compiler():
        return compilers[0]

    compiler.cache_clear = compilers.clear
    monkeypatch.setattr(module, "_compiler", compiler)

    with pytest.raises(PaperNotMade, match="out of bounds"):
        render(nota_dinas)

    assert compilers == []


def test_what_is_no_panic_passes_through_untouched(nota_dinas, monkeypatch):
    module = sys.modules[render_function.__module__]
    monkeypatch.setattr(module, "_compiler", lambda: CompilerThatFails(KeyboardInterrupt()))

    with pytest.raises(KeyboardInterrupt):
        render(nota_dinas)


def test_papers_are_named_so_that_a_folder_sorts_them_by_step(nota_dinas, disposisi):
    assert file_name(nota_dinas, step=2) == "MKL-2027-001_02_nota-dinas_v2.pdf"
    assert file_name(disposisi, step=3) == "MKL-2027-001_03_disposisi_v2.pdf"
    assert file_name(disposisi, step=4) == "MKL-2027-001_04_disposisi_v2.pdf"


def test_a_name_never_leads_out_of_its_folder(nota_dinas):
    name = file_name(replace(nota_dinas, control_number="../../etc/passwd\0"), step=2)

    assert Path(name).name == name
    assert ".." not in name


def test_threads_that_ask_first_at_once_get_one_compiler(disposisi):
    module = sys.modules[render_function.__module__]
    module._compiler.cache_clear()
    made = []
    threads = [threading.Thread(target=lambda: made.append(render(disposisi))) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [made[0]] * 4
    assert module._compiler.cache_info().misses == 1
