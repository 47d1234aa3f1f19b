"""The one door to markup: TDLib where it is installed, our own reading where it is not; they must agree."""

import pytest

from bot.demo.world import tdlib
from bot.demo.world.entities import BadMarkup, Entity, parse_html
from bot.demo.world.tidying import tidied
from tests.bot.demo.world.test_entities import CORPUS


@pytest.fixture
def without_tdlib(monkeypatch):
    monkeypatch.setattr(tdlib, "tdlib", lambda: None)


def reading(read):
    try:
        return read()
    except BadMarkup as bad:
        return bad.reason


def test_tdlib_is_installed_where_this_is_tested():
    assert tdlib.tdlib() is not None


@pytest.mark.parametrize("html", CORPUS)
def test_with_and_without_tdlib_html_reads_the_same(html):
    assert reading(lambda: tdlib.read_markup(html, "html")) == reading(lambda: parse_html(html))


def test_without_tdlib_html_is_read_all_the_same(without_tdlib):
    assert tdlib.read_markup("<b>x</b>", "html") == ("x", [Entity("bold", 0, 1)])


@pytest.mark.parametrize("mode", ["markdown", "markdownv2"])
def test_without_tdlib_markdown_is_not_read(without_tdlib, mode):
    with pytest.raises(tdlib.NotInstalled):
        tdlib.read_markup("*x*", mode)


@pytest.mark.parametrize(
    ("text", "mode", "expected"),
    [
        ("*x* _y_", "markdown", ("x y", [("bold", 0, 1), ("italic", 2, 1)])),
        ("__x__ ||y|| ~z~", "markdownv2", ("x y z", [("underline", 0, 1), ("spoiler", 2, 1), ("strikethrough", 4, 1)])),
        ("```py\nx```", "markdownv2", ("x", [("pre", 0, 1)])),
        (">x\n>y||", "markdownv2", ("x\ny", [("expandable_blockquote", 0, 3)])),
        ("[x](tg://user?id=5) [y](kpu.go.id)", "markdownv2", ("x y", [("text_mention", 0, 1), ("text_link", 2, 1)])),
    ],
)
def test_markdown_is_read_by_tdlib(text, mode, expected):
    read, entities = tdlib.read_markup(text, mode)

    assert (read, [(e.type, e.offset, e.length) for e in entities]) == expected


def test_what_an_entity_points_at_is_kept():
    html = (
        "<a href='tg://user?id=5'>x</a><a href='http://a.id/x'>x</a><pre><code class='language-py'>x</code></pre>"
        "<tg-emoji emoji-id='5368324170671202286'>x</tg-emoji><tg-time unix=5 format='wDT'>x</tg-time>"
        "<tg-time unix=6 format=r>x</tg-time><tg-time unix=7>x</tg-time>"
    )

    kept = [
        (e.user_id, e.url, e.language, e.custom_emoji_id, e.unix_time, e.date_time_format)
        for e in tdlib.read_markup(html, "html")[1]
    ]

    assert kept == [
        (5, None, None, None, None, None),
        (None, "http://a.id/x", None, None, None, None),
        (None, None, "py", None, None, None),
        (None, None, None, "5368324170671202286", None, None),
        (None, None, None, None, 5, "wDT"),
        (None, None, None, None, 6, "r"),
        (None, None, None, None, 7, None),
    ]


FOUND = {
    "textEntityTypeMention": "mention",
    "textEntityTypeHashtag": "hashtag",
    "textEntityTypeBotCommand": "bot_command",
    "textEntityTypeUrl": "url",
    "textEntityTypeEmailAddress": "email",
}


@pytest.mark.parametrize(
    "text",
    [
        "/baru Maklumat Pelayanan Informasi Publik Tahun 2027",
        "/status@maklumat_bot MKL-2027-001",
        "lihat /riwayat, lalu /bantuan.",
        "MKL-2027-001 dan 58/PP.07-SOP/3313/2023",
        "https://karanganyarkabppid.kpu.go.id/maklumat-2027.",
        "sudah tayang di ppid.kpu.go.id/maklumat?tahun=2027#isi, mohon dicek",
        "(https://kpu.go.id) dan http://kpu.go.id:8080/x",
        "surat ke ppid@kpu.go.id atau @wahyu_ppid",
        "#maklumat2027 dan nomor #5",
        "Pukul 10.14 WIB, tanggal 4.1.2027, lampiran draf.pdf",
        "😀 @wahyu_ppid 😀 /baru",
        "a@b, @abc, @gif, @abcd, @wahyu, /, //baru, x/baru, <kpu.go.id>",
    ],
)
def test_what_is_found_in_plain_words_is_what_telegram_finds(text):
    answer = tdlib.tdlib()({"@type": "getTextEntities", "text": text})
    found = [(FOUND[e["type"]["@type"]], e["offset"], e["length"]) for e in answer["entities"]]

    assert [(e.type, e.offset, e.length) for e in tidied(text, [])[1]] == found
