"""Telegram's refusals, word for word. Nothing here decides; who decides raises one of these.

```
Refusal
  BadRequest       400   the request can never succeed as it is
  Forbidden        403   the person does not want, or never wanted, this bot
  Unauthorized     401   no bot has this token
  NotFound         404   no such method, anywhere
  Conflict         409   two pollers, or a poller beside a webhook
  TooLarge         413   more bytes than Telegram lets in
  Misdirected      421   a token that is none
  TooManyRequests  429   later
  NotHere          501   Telegram has it and this local Telegram has not: the one refusal Telegram never gives
```
"""

from typing import Any

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TWO_POLLERS = "terminated by other getUpdates request; make sure that only one bot instance is running"
SETS_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
BOT_WAS_BLOCKED = "bot was blocked by the user"
NEVER_STARTED = "bot can't initiate conversation with a user"
DEACTIVATED = "user is deactivated"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refusal(Exception):
    """An answer that is not ok."""

    code = 500
    prefix = "Internal Server Error"

    def __init__(self, description: str, **parameters: int) -> None:
        self.description = f"{self.prefix}: {_small_first(description)}" if description else self.prefix
        self.parameters = parameters
        super().__init__(self.description)

    def to_api(self) -> dict[str, Any]:
        """The JSON of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


class BadRequest(Refusal):
    """The request can never succeed as it is."""

    code = 400
    prefix = "Bad Request"


class Unauthorized(Refusal):
    """No bot has this token."""

    code = 401
    prefix = "Unauthorized"


class Forbidden(Refusal):
    """The person does not want, or never wanted, this bot."""

    code = 403
    prefix = "Forbidden"


class NotFound(Refusal):
    """No such method."""

    code = 404
    prefix = "Not Found"


class Conflict(Refusal):
    """Two pollers, or a poller beside a webhook."""

    code = 409
    prefix = "Conflict"


class TooLarge(Refusal):
    """More than may be uploaded in one request; api.telegram.org refuses before the Bot API server sees it."""

    code = 413
    prefix = "Request Entity Too Large"


class Misdirected(Refusal):
    """What stands for a token does not even begin with a bot's number."""

    code = 421
    prefix = "Misdirected Request"


class NotHere(Refusal):
    """Telegram has it, this local Telegram has not.

    501 is a code that Telegram never answers, and python-telegram-bot raises it as a plain NetworkError that names
    it: nobody can take it for a refusal of Telegram's, and no test passes over it.
    """

    code = 501
    prefix = "Not Implemented"

    def __init__(self, what: str) -> None:
        super().__init__(f"this local Telegram does not have {what}")


class TooManyRequests(Refusal):
    """Later; the same number stands in the body and in the header Retry-After."""

    code = 429
    prefix = "Too Many Requests"


class Scripted(Refusal):
    """What a test has ordered, with the code and words it asked for."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__("", **parameters)
        self.code = code
        self.description = description


def _small_first(description: str) -> str:
    """Telegram lowers the first letter unless the word is a name in capitals such as BUTTON_DATA_INVALID."""
    shouts = len(description) > 1 and (description[1].isupper() or description[1] == "_")
    return description if shouts else description[:1].lower() + description[1:]
