from pathlib import Path

from bot.demo.world.sounds import opus_seconds

VOICE = Path("bot/demo/samples/koreksi.ogg").read_bytes()


def test_a_voice_note_tells_its_length():
    assert opus_seconds(VOICE) == 12


def test_what_is_no_voice_note_has_none():
    assert [opus_seconds(content) for content in (b"", b"OggS", VOICE[200:], b"ID3 a song", VOICE[:10])] == [0] * 5
