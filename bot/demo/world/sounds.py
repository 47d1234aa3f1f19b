"""How long a voice note is, read from its last page. Sounds are never decoded here."""

OPUS_RATE = 48_000
"""Opus in Ogg counts in this rate, whatever it was recorded in (RFC 7845, section 4)."""


def opus_seconds(content: bytes) -> int:
    """Whole seconds of an Opus voice note, at least 1; 0 for what is none."""
    at = content.rfind(b"OggS")
    if not content.startswith(b"OggS") or b"OpusHead" not in content[:100] or len(content) < at + 14:
        return 0
    samples = int.from_bytes(content[at + 6 : at + 14], "little")
    return max(1, round(samples / OPUS_RATE))
