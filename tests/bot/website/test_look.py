"""A local site with all the habits that a real one may have, and what the bot says of each."""

import asyncio
import hashlib
import ssl
import threading
import time
from dataclasses import replace

import pytest

from bot.plain_text import text_of
from bot.website import Wanted, look_at, recognising, wire
from bot.website.recognising import links_on
from bot.website.wire import Fetched
from sop.looks import Finding, Hindrance
from storage.files import describe
from tests import documents
from tests.bot.website.site import HOST, INSIDE, PUBLIC, Endless, Slow, file, html, leads_to, packed

WORDS = (
    "Maklumat Pelayanan Informasi Publik\nDengan ini kami menyatakan sanggup menyelenggarakan pelayanan informasi\n"
    "publik sesuai standar pelayanan yang telah ditetapkan, dan apabila tidak menepati janji ini kami siap\n"
    "menerima sanksi sesuai peraturan perundang-undangan yang berlaku."
)
NASKAH = documents.worded_pdf(WORDS)
ANEW = documents.worded_pdf(WORDS.replace("\n", " \n "), "")
CHANGED = documents.worded_pdf(WORDS.replace("sanggup", "berusaha"))
BASE = f"https://{HOST}"
SAME, TEXT, OTHER, GONE = Finding


def wanted(path, data=NASKAH, text=WORDS):
    link = path if "://" in path else BASE + path
    return Wanted(link, describe(data, "naskah.pdf", "application/pdf"), text)


async def found(site, path, *, seconds=5.0, tls=None, **more):
    web = site.web(seconds, **({"tls": tls} if tls else {}))
    return await look_at(web, wanted(path, **more), text_of)


def linking(*paths):
    return html(" ".join(f'<a href="{path}">Unduh maklumat</a>' for path in paths))


class TestTheHabitsOfASite:
    async def test_the_same_file_behind_a_link_on_the_page(self, site):
        site.pages |= {"/maklumat": linking("/berkas/naskah.pdf"), "/berkas/naskah.pdf": file(NASKAH)}

        look, copy = await found(site, "/maklumat")

        assert look.finding is SAME
        assert (look.address, look.status) == (f"{BASE}/berkas/naskah.pdf", 200)
        assert look.sha256 == look.expected == hashlib.sha256(NASKAH).hexdigest()
        assert (look.copy, copy) == (None, b""), "its bytes are kept already"

    async def test_the_file_itself(self, site):
        site.pages["/naskah.pdf"] = file(NASKAH, "application/octet-stream")

        assert (await found(site, "/naskah.pdf"))[0].finding is SAME

    async def test_a_file_that_was_saved_anew_says_the_same(self, site):
        site.pages |= {"/maklumat": linking("/naskah.pdf"), "/naskah.pdf": file(ANEW)}

        look, copy = await found(site, "/maklumat")

        assert (look.finding, copy) == (TEXT, ANEW)
        assert look.copy.media_type == "application/pdf"
        assert look.sha256 == look.copy.sha256 != look.expected

    async def test_the_words_on_the_page_itself(self, site):
        site.pages["/maklumat"] = html(f"<nav>Beranda</nav><p>{WORDS.upper()}</p><footer>KPU</footer>")

        look, copy = await found(site, "/maklumat")

        assert look.finding is TEXT
        assert look.copy.media_type == "text/plain", "a copy of a page runs nothing"
        assert b"MAKLUMAT" in copy

    async def test_a_login_wall(self, site):
        site.pages |= {"/maklumat": leads_to("/login"), "/login": html("<form>Kata sandi <input></form>")}

        look, _ = await found(site, "/maklumat")

        assert (look.finding, look.address) == (OTHER, f"{BASE}/login")

    @pytest.mark.parametrize("status", [401, 403, 404, 410, 500, 503])
    async def test_an_answer_that_is_no_page(self, site, status):
        site.pages["/maklumat"] = (status, {"Content-Type": "text/html"}, f"<h1>{status}</h1>".encode())

        look, _ = await found(site, "/maklumat")

        assert (look.finding, look.hindrance, look.status) == (GONE, Hindrance.REFUSED, status)

    async def test_a_slow_site(self, site):
        site.pages["/maklumat"] = Slow()

        look, _ = await found(site, "/maklumat", seconds=0.3)

        assert (look.finding, look.hindrance, look.status) == (GONE, Hindrance.SLOW, None)

    async def test_a_slow_file_on_a_page_that_answers(self, site):
        site.pages |= {"/maklumat": linking("/naskah.pdf"), "/naskah.pdf": Slow()}

        look, _ = await found(site, "/maklumat", seconds=0.5)

        assert (look.finding, look.hindrance) == (OTHER, Hindrance.SLOW)

    async def test_a_file_without_end(self, site, monkeypatch):
        monkeypatch.setattr(wire, "FILE_MOST", 2_000_000)
        site.pages["/maklumat"] = Endless()

        look, copy = await found(site, "/maklumat")

        assert (look.finding, look.hindrance, copy) == (OTHER, Hindrance.TOO_BIG, b"")

    async def test_a_page_that_swells(self, site):
        site.pages["/maklumat"] = packed(b"<p>" + b"\0" * 50_000_000)

        look, copy = await found(site, "/maklumat")

        assert (look.finding, look.hindrance, copy) == (OTHER, Hindrance.TOO_BIG, b"")

    @pytest.mark.parametrize(
        "where",
        [
            "https://127.0.0.1/",
            "https://10.0.0.5/naskah.pdf",
            "https://169.254.169.254/latest/meta-data/",
            "http://karanganyarkabppid.kpu.go.id/",
            "https://evil.example/naskah.pdf",
            f"https://{INSIDE}/naskah.pdf",
            "https://[::1]/",
            "file://localhost/etc/passwd",
        ],
    )
    async def test_a_redirect_to_where_nobody_should_look(self, site, where):
        site.pages |= {"/maklumat": leads_to(where), "/naskah.pdf": file(NASKAH)}

        look, _ = await found(site, "/maklumat")

        assert (look.finding, look.hindrance) == (GONE, Hindrance.LEADS_AWAY)
        assert site.dialled.asked == [(PUBLIC, 443)], "only the page itself was dialled"

    async def test_a_page_that_leads_on_and_on(self, site):
        site.pages |= {f"/{n}": leads_to(f"/{n + 1}") for n in range(9)}

        look, _ = await found(site, "/1")

        assert look.hindrance is Hindrance.LEADS_AWAY
        assert site.asked == ["/1", "/2", "/3"]

    async def test_two_redirects_are_followed(self, site):
        site.pages |= {"/a": leads_to("/b", 301), "/b": leads_to(f"{BASE}/c", 308), "/c": file(NASKAH)}

        assert (await found(site, "/a"))[0].finding is SAME

    async def test_what_was_there_is_changed_next_week(self, site):
        site.pages |= {"/maklumat": linking("/naskah.pdf"), "/naskah.pdf": file(NASKAH)}
        before, _ = await found(site, "/maklumat")

        site.pages["/naskah.pdf"] = file(CHANGED)

        after, copy = await found(site, "/maklumat")
        assert (before.finding, after.finding) == (SAME, OTHER)
        assert b"naskah.pdf" in copy

    async def test_a_certificate_of_somebody_else(self, site):
        site.pages["/maklumat"] = file(NASKAH)

        look, _ = await found(site, "/maklumat", tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

        assert (look.finding, look.hindrance, site.asked) == (GONE, Hindrance.NO_ANSWER, [])

    async def test_a_name_that_does_not_exist_or_no_way_out_at_all(self, site):
        look, _ = await found(site, "https://tidak-ada.kpu.go.id/maklumat")

        assert (look.finding, look.hindrance) == (GONE, Hindrance.NO_ANSWER)

    async def test_a_scan_is_recognised_as_a_file_alone(self, site):
        scan = documents.scan(pages=1, size=50_000)
        site.pages |= {"/a.pdf": file(scan), "/b.pdf": file(documents.scan(pages=1, size=60_000))}

        assert (await found(site, "/a.pdf", data=scan, text=""))[0].finding is SAME
        assert (await found(site, "/b.pdf", data=scan, text=""))[0].finding is OTHER


class TestWhereItDials:
    async def test_the_number_that_was_checked_with_the_name_that_was_asked_for(self, site):
        site.pages["/naskah.pdf"] = file(NASKAH)

        await found(site, "/naskah.pdf")

        assert site.dialled.asked == [(PUBLIC, 443)]
        assert site.hosts_greeted == [HOST]

    async def test_the_watch_over_this_process_sees_where_it_connects(self, site, connected):
        await found(site, "/naskah.pdf")

        assert ("127.0.0.1", site.port) in connected

    @pytest.mark.parametrize("addresses", [["127.0.0.1"], ["10.0.0.5"], [PUBLIC, "192.168.1.1"], ["::1"], []])
    async def test_a_name_that_leads_home(self, site, addresses):
        site.names[HOST] = addresses

        look, _ = await found(site, "/naskah.pdf")

        assert look.finding is GONE
        assert site.dialled.asked == []

    async def test_a_name_server_that_answers_otherwise_the_second_time(self, site):
        answers = [[PUBLIC], ["127.0.0.1"], ["10.0.0.5"]]
        site.names[HOST] = lambda: answers.pop(0)
        site.pages |= {"/maklumat": linking("/naskah.pdf"), "/naskah.pdf": file(NASKAH)}

        look, _ = await found(site, "/maklumat")

        assert look.finding is SAME
        assert set(site.dialled.asked) == {(PUBLIC, 443)}
        assert site.resolved == [HOST], "asked once"

    async def test_no_proxy_of_the_environment(self, site, monkeypatch):
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        site.pages["/naskah.pdf"] = file(NASKAH)

        assert (await found(site, "/naskah.pdf"))[0].finding is SAME

    async def test_links_that_lead_away_are_left_alone_and_the_others_looked_at(self, site):
        links = ("https://evil.example/x.pdf", f"https://{INSIDE}/x.pdf", "https://[x/y.pdf", "/naskah.pdf")
        site.pages |= {"/maklumat": linking(*links), "/naskah.pdf": file(NASKAH)}

        look, _ = await found(site, "/maklumat")

        assert look.finding is SAME
        assert set(site.dialled.asked) == {(PUBLIC, 443)}


class TestTheMachinesOwnResolver:
    """Never asked for real here: what the machine would answer is put in its place."""

    async def test_each_number_once(self, monkeypatch):
        found = [
            (2, 1, 6, "", (PUBLIC, 443)),
            (2, 1, 6, "", (PUBLIC, 443)),
            (10, 1, 6, "", ("2404:8000::1", 443, 0, 0)),
        ]
        monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *_args, **_more: found)

        assert await wire.resolve(HOST) == (PUBLIC, "2404:8000::1")

    @pytest.mark.parametrize("trouble", [OSError("no such name"), UnicodeError("label too long")])
    async def test_no_such_name(self, monkeypatch, trouble):
        def fails(*_args, **_more):
            raise trouble

        monkeypatch.setattr(wire.socket, "getaddrinfo", fails)

        with pytest.raises(OSError, match=str(trouble)):
            await wire.resolve(HOST)

    def test_a_bot_that_ends_does_not_wait_for_a_name_server(self, monkeypatch):
        answers = threading.Event()
        monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *_args, **_more: answers.wait(20) and [])

        async def given_up():
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await wire.resolve(HOST)

        began = time.monotonic()
        asyncio.run(given_up())
        assert time.monotonic() - began < 10
        answers.set()


class TestLinks:
    def page(self, body):
        return Fetched(BASE, 200, "text/html", html(body)[2])

    def test_documents_first_then_what_is_handed_out_then_pictures_and_no_other_pages(self):
        body = (
            '<a href="/tentang">Tentang</a><img src="/logo.png"><a href="/unduh?id=7">Unduh</a>'
            "<a class=x href='/a%20b.PDF?v=1'>A</a><iframe src=/viewer.html?file=%2Fc.pdf></iframe>"
            '<object data="/d.docx"></object><a href="/naskah final.pdf&amp;x">N</a>'
        )

        links = links_on(self.page(body))

        assert links[:3] == ("/a%20b.PDF?v=1", "/c.pdf", "/d.docx")
        assert links[-1] == "/logo.png"
        assert "/tentang" not in links
        assert "/unduh?id=7" in links

    def test_what_is_called_a_maklumat_is_among_the_few_of_a_long_list(self):
        body = "".join(f'<a href="/laporan-{n}.pdf">x</a>' for n in range(50))

        assert links_on(self.page(f'{body}<a href="/Maklumat_2027.pdf">x</a>'))[0] == "/Maklumat_2027.pdf"

    def test_few_of_them(self):
        assert len(links_on(self.page("".join(f'<a href="/{n}.pdf">x</a>' for n in range(500))))) == 8

    def test_a_page_made_to_last_does_not(self):
        for hostile in ("<a " * 300_000, "<a href=" * 120_000, "<img src='" * 100_000, "<!--" * 250_000):
            assert len(links_on(self.page(hostile))) <= recognising.MOST_LINKS


async def test_a_text_of_a_few_words_could_stand_on_any_page(site):
    site.pages["/maklumat"] = html("Maklumat Pelayanan")

    look, _ = await found(site, "/maklumat", text="Maklumat Pelayanan")

    assert look.finding is OTHER


@pytest.mark.parametrize("data", [documents.docx_with_macros(), documents.program(), b"<script>alert(1)</script>"])
async def test_the_copy_of_what_could_run_is_kept_as_words(site, data):
    site.pages["/naskah.docx"] = file(data, "application/octet-stream")

    look, copy = await found(site, "/naskah.docx")

    assert (look.finding, copy) == (OTHER, data)
    assert (look.copy.name, look.copy.media_type) == ("salinan-laman.txt", "text/plain")


def test_a_text_of_very_many_pages_is_compared_in_a_moment():
    began = time.monotonic()
    recognising._words("a\f1\n" * 50_000)
    assert time.monotonic() - began < 4


async def test_all_that_one_look_fetches_is_bounded(site, monkeypatch):
    monkeypatch.setattr(wire, "VISIT_MOST", 1_000)
    site.pages |= {"/maklumat": linking("/a.pdf", "/naskah.pdf"), "/a.pdf": file(CHANGED), "/naskah.pdf": file(NASKAH)}
    web = site.web()
    async with web.visit() as visit:
        narrow = replace(visit, left=1_000)
        await narrow.get(f"{BASE}/a.pdf")
        more = await narrow.get(f"{BASE}/naskah.pdf")

    assert not more.is_whole
    assert len(more.data) <= 1_000


async def test_what_swells_is_unpacked_no_further_than_is_wanted():
    async def parts():
        yield packed(b"\0" * 50_000_000)[2]

    assert len(await wire._bounded(parts(), 1_000, "gzip")) == 1_000
