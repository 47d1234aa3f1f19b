import pytest

from bot.demo.phones.rendering import to_html
from bot.demo.world.entities import Entity, parse_html
from bot.demo.world.tidying import tidied


def shown(html):
    text, entities = tidied(*parse_html(html))
    return text, [(e.type, e.offset, e.length) for e in entities]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("  halo  \n", ("halo", [])),
        (" \n ", ("", [])),
        ("  <b>  hi </b>  x", ("hi   x", [("bold", 0, 3)])),
        ("<b>hi</b>   ", ("hi", [("bold", 0, 2)])),
        ("<b> </b>x", ("x", [])),
        ("<b>a</b><b>b</b>", ("ab", [("bold", 0, 2)])),
        ("<b>a<b>b</b>c</b>", ("abc", [("bold", 0, 3)])),
        ("<code>a<b>x</b></code>", ("ax", [("code", 0, 2)])),
        ("a\tb\r\nc\u202ed", ("a b\ncd", [])),
        ("\r<b>x</b>", ("x", [("bold", 0, 1)])),
        ("/start KODE", ("/start KODE", [("bot_command", 0, 6)])),
        ("/status@maklumat_bot 1", ("/status@maklumat_bot 1", [("bot_command", 0, 20)])),
        ("lihat https://ppid.kpu.go.id/a.", ("lihat https://ppid.kpu.go.id/a.", [("url", 6, 24)])),
        ("😀 a@b.co @wahyu #maklumat", None),
        ("<code>/start</code>", ("/start", [("code", 0, 6)])),
        ("58/PP.07 dan 3313/2023", ("58/PP.07 dan 3313/2023", [])),
    ],
)
def test_a_text_is_tidied_as_telegram_does(html, expected):
    if expected is None:
        expected = (html, [("email", 3, 6), ("mention", 10, 6), ("hashtag", 17, 9)])

    assert shown(html) == expected


def test_what_a_bot_writes_never_becomes_code_on_the_page():
    text = "<script>alert(1)</script> & klik"
    link = Entity("text_link", 28, 4, url='https://a.id/"onmouseover="x')

    html = to_html(text, [Entity("bold", 0, 8), link])

    assert html == (
        "<b>&lt;script&gt;</b>alert(1)&lt;/script&gt; &amp; "
        '<a href="https://a.id/&quot;onmouseover=&quot;x" target="_blank" rel="noopener noreferrer">klik</a>'
    )


def test_a_link_that_is_not_a_web_address_opens_nothing():
    html = to_html("klik", [Entity("text_link", 0, 4, url="javascript:alert(1)")])

    assert 'href="https://javascript:alert(1)"' in html


def test_entities_that_cross_are_closed_and_opened_anew():
    assert to_html("abc", [Entity("bold", 0, 2), Entity("italic", 1, 2)]) == "<b>a<i>b</i></b><i>c</i>"
