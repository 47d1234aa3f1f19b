"""Which addresses are asked for: the office's own pages; and a long list of those that never are."""

import pytest

from bot.website.destinations import LONGEST, NotAllowed, destination, is_public
from tests.bot.website.site import HOSTS

GOOD = {
    "https://karanganyarkabppid.kpu.go.id/maklumat": "https://karanganyarkabppid.kpu.go.id/maklumat",
    "https://kpu.go.id": "https://kpu.go.id/",
    "HTTPS://Karanganyarkabppid.KPU.go.id/A?b=c#bagian": "https://karanganyarkabppid.kpu.go.id/A?b=c",
    "https://ppid.kpu.go.id.:443/x": "https://ppid.kpu.go.id/x",
    "https://ppid.kpu.go.id/maklumat%20pelayanan.pdf": "https://ppid.kpu.go.id/maklumat%20pelayanan.pdf",
    "https://ppid.kpu.go.id/maklumat-pelayanan-é": "https://ppid.kpu.go.id/maklumat-pelayanan-%C3%A9",
    "https://ｋｐｕ.go.id/x": "https://kpu.go.id/x",
}

REFUSED = """
http://karanganyarkabppid.kpu.go.id/
ftp://kpu.go.id/
file://localhost/etc/passwd
gopher://kpu.go.id/
javascript:alert(1)
data:text/html,x
ws://kpu.go.id/
//kpu.go.id/x
kpu.go.id/x
https:/kpu.go.id
https:///x
https://
https://kpu.go.id:80/
https://kpu.go.id:8443/
https://kpu.go.id:22/
https://kpu.go.id:0/
https://kpu.go.id:99999/
https://kpu.go.id:x/
https://user@kpu.go.id/
https://user:pass@kpu.go.id/
https://kpu.go.id@evil.example/
https://evil.example@kpu.go.id/
https://kpu.go.id%40evil.example/
https://kpu.go.id%2eevil.example/
https://evil.example/kpu.go.id
https://evil.example/?kpu.go.id
https://evil.example#kpu.go.id
https://kpu.go.id.evil.example/
https://evilkpu.go.id/
https://kpu.go.id-evil.example/
https://kpu.go/
https://go.id/
https://id/
https://localhost/
https://localhost.localdomain/
https://127.0.0.1/
https://127.1/
https://2130706433/
https://0x7f000001/
https://0x7f.0.0.1/
https://0177.0.0.1/
https://0/
https://0.0.0.0/
https://10.0.0.5/
https://172.16.0.1/
https://192.168.1.1/
https://169.254.169.254/latest/meta-data/
https://100.64.0.1/
https://[::1]/
https://[::]/
https://[::ffff:127.0.0.1]/
https://[::ffff:7f00:1]/
https://[64:ff9b::7f00:1]/
https://[2002:7f00:1::]/
https://[fe80::1%25eth0]/
https://[fd00::1]/
https://[v1.x]/
https://[kpu.go.id/
https://kpu.go.id\\@evil.example/
https://kpu.go.id\\.evil.example/
https:\\\\kpu.go.id/
https://evil.example\\.kpu.go.id/
https://kpu.go.id /
https://kpu .go.id/
https://kpu..go.id/
https://.kpu.go.id/
https://evil.example。kpu.evil/
https://kpu.go.id。evil.example/
https://①②⑦.0.0.1/
https://xn--/
""".strip("\n")


NOBODYS = """
0.0.0.0 10.0.0.5 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.170
192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:36.67.8.9 64:ff9b::7f00:1 64:ff9b:1::1 100::1
2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
localhost 1.2.3 x 2606:4700::1%lo
"""
CONTROLS = (
    "https://kpu.go.id\t.evil.example/",
    "https://kpu.go.id\r\nHost: evil.example/",
    "https://\x00kpu.go.id/",
    "https://kpu.go.id/\x7f",
    "",
)
CORPUS = (*REFUSED.split("\n"), *CONTROLS)


@pytest.mark.parametrize(("link", "asked"), GOOD.items())
def test_the_offices_own_page_is_asked_for_in_plain_ascii(link, asked):
    assert destination(link, HOSTS) == asked


@pytest.mark.parametrize("link", CORPUS)
def test_anything_else_is_not(link):
    with pytest.raises(NotAllowed):
        destination(link, HOSTS)


def test_the_list_is_long():
    assert len(set(CORPUS)) > 60


def test_where_a_page_leads_is_read_from_where_it_stands_and_checked_anew():
    base = "https://ppid.kpu.go.id/maklumat/"
    assert destination("naskah.pdf", HOSTS, base) == "https://ppid.kpu.go.id/maklumat/naskah.pdf"
    assert destination("//unduh.kpu.go.id/x", HOSTS, base) == "https://unduh.kpu.go.id/x"
    for away in ("//evil.example/x", "http://ppid.kpu.go.id/", "https://127.0.0.1/", "https://user@kpu.go.id/"):
        with pytest.raises(NotAllowed):
            destination(away, HOSTS, base)


def test_an_address_longer_than_any_page_has():
    with pytest.raises(NotAllowed):
        destination("https://kpu.go.id/" + "x" * LONGEST, HOSTS)


@pytest.mark.parametrize("address", ["36.67.8.9", "103.10.66.1", "1.1.1.1", "2606:4700:4700::1111", "2404:8000::1"])
def test_the_public_internet(address):
    assert is_public(address)


@pytest.mark.parametrize("address", NOBODYS.split())
def test_what_is_nobodys_but_ours_or_not_given_to_anybody(address):
    assert not is_public(address)
