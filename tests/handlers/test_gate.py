"""Who is let through: what begins with /start is the one thing that a stranger may say."""

import pytest
from telegram import Update

from handlers.gate import _nobody, _starts

PERSON = {"id": 7, "is_bot": False, "first_name": "Siti"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Siti"}


def said(text: str | None = None, kind: str = "message", **more: object) -> Update:
    body = {"message_id": 1, "date": 1_800_000_000, "chat": PRIVATE, "from": PERSON, **more}
    read = Update.de_json({"update_id": 1, kind: body | ({"text": text} if text is not None else {})}, None)
    assert read is not None
    return read


@pytest.mark.parametrize("text", ["/start", "/start KODE", "/start@maklumat_bot KODE", "/start\nKODE"])
def test_a_stranger_may_start(text):
    assert _starts(said(text))


@pytest.mark.parametrize("text", ["start", "/started", "/baru", "halo /start", "", None, "/", "//start"])
def test_and_say_nothing_else(text):
    assert not _starts(said(text))


def test_an_edited_start_is_no_start():
    assert not _starts(said("/start KODE", "edited_message", edit_date=1_800_000_001))


@pytest.mark.parametrize("text", ["/START KODE", "/Start KODE"])
def test_a_phone_that_writes_capitals_may_start_too(text):
    assert _starts(said(text))


@pytest.mark.parametrize("text", [" ", "\u2003", "\n\u00a0"])
def test_blanks_alone_are_no_trouble(text):
    assert not _starts(said(text))


def test_a_channel_speaking_through_a_group_is_nobody():
    channel = {"id": -100, "type": "channel", "title": "Kanal"}

    assert _nobody(said("/baru", sender_chat=channel))
    assert not _nobody(said("/baru"))
