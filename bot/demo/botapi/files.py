"""The files of a call: uploads, uploads that came under another name (attach://), and files known by their file_id."""

import mimetypes

from bot.demo.botapi.calls import Call
from bot.demo.botapi.refusals import BadRequest
from bot.demo.world.records import StoredFile, Upload

PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
WRONG_FILE = "wrong file identifier/HTTP URL specified"
ATTACHED = "attach://"

Given = Upload | str


def wanted_file(call: Call, kind: str) -> Given:
    """The upload or the file_id that a call sends.

    Raises:
        BadRequest: There is neither.
    """
    written = call.arguments.text(kind)
    if written and not written.startswith(ATTACHED):
        return written
    upload = call.arguments.uploads.get(written.removeprefix(ATTACHED) or kind)
    if upload is None:
        raise BadRequest(f"there is no {kind} in the request")
    return upload


def attached(call: Call, written: str) -> Given | None:
    """The upload or the file_id of one part of an album; None when the upload it names did not come."""
    if written.startswith(ATTACHED):
        return call.arguments.uploads.get(written.removeprefix(ATTACHED))
    return written or None


def take_file(call: Call, kind: str, given: Given) -> StoredFile:
    """The file as it is kept, newly uploaded or known.

    Raises:
        BadRequest: In Telegram's words.
    """
    if isinstance(given, Upload):
        return _keep(call, kind, given)
    if given.startswith(("http://", "https://")):
        # This Telegram fetches nothing from anywhere.
        raise BadRequest("failed to get HTTP URL content")
    known = call.bot.files.get(given)
    if known is None:
        raise BadRequest(WRONG_FILE)
    if known.kind != kind:
        raise BadRequest(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return known


def _keep(call: Call, kind: str, upload: Upload) -> StoredFile:
    size = len(upload.content)
    if not size:
        raise BadRequest("file must be non-empty")
    if kind == "photo" and size > call.world.limits.photo_bytes:
        limit = call.world.limits.photo_bytes
        raise BadRequest(f"file of size {size} bytes is too big for a photo; the maximum size is {limit} bytes")
    mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    file = call.world.keep_file(call.bot, kind, upload.name, "audio/ogg" if kind == "voice" else mime, upload.content)
    if kind == "photo":
        if not file.width or not file.height:
            raise BadRequest("IMAGE_PROCESS_FAILED")
        long, short = max(file.width, file.height), min(file.width, file.height)
        if long + short > PHOTO_SIDES or long > PHOTO_RATIO * short:
            raise BadRequest("PHOTO_INVALID_DIMENSIONS")
    return file
