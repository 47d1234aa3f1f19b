"""What an update must look like before anything in it is believed: the fields that are read here, each of its type.

Telegram hands over nothing else; whatever does, or a version of Telegram to come, must not fail somewhere inside with
half a turn done, nor again and again. python-telegram-bot takes fields as they come and looks at no type.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.intake import ALLOWED_UPDATES

Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""What either database can hold."""


class _Shape(BaseModel):
    """Of the very type, nothing made to fit; what is not read here is passed over."""

    model_config = ConfigDict(strict=True, extra="ignore")


class _Account(_Shape):
    id: Number
    is_bot: bool
    first_name: str


class _Chat(_Shape):
    id: Number
    type: str


class _Entity(_Shape):
    type: str
    offset: Annotated[int, Field(ge=0, lt=2**31)]
    length: Annotated[int, Field(ge=0, lt=2**31)]


class _File(_Shape):
    file_id: str
    file_name: str | None = None
    file_size: Number | None = None


class _Button(_Shape):
    callback_data: str | None = None


class _Keyboard(_Shape):
    inline_keyboard: list[list[_Button]] = []


class _Message(_Shape):
    message_id: Number
    chat: _Chat
    sender: _Account | None = Field(None, alias="from")
    sender_chat: _Chat | None = None
    text: str | None = None
    caption: str | None = None
    entities: list[_Entity] = []
    photo: list[_File] = []
    document: _File | None = None
    voice: _File | None = None
    audio: _File | None = None
    reply_markup: _Keyboard | None = None
    reply_to_message: "_Message | None" = None


class _Tap(_Shape):
    id: str
    sender: _Account = Field(alias="from")
    message: _Message | None = None
    data: str | None = None


class _Standing(_Shape):
    status: str


class _Change(_Shape):
    chat: _Chat
    sender: _Account = Field(alias="from")
    new_chat_member: _Standing


class _Update(_Shape):
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Tap | None = None
    my_chat_member: _Change | None = None


def readable(update: Mapping[str, Any]) -> dict[str, Any] | None:
    """What of an update is looked at: the kinds that were asked for; None when it is not what it says it is."""
    known = {name: update[name] for name in ("update_id", *ALLOWED_UPDATES) if name in update}
    try:
        _Update.model_validate(known)
    except ValidationError:
        return None
    return known
