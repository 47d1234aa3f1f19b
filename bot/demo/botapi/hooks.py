"""The methods that say how a bot is told: which kinds of updates, and whether to a webhook.

Who brings them there lives in webhooks.py, who fetches them in polling.py.
"""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from bot.demo.botapi.arguments import ABSENT
from bot.demo.botapi.calls import Call, Told
from bot.demo.botapi.parameters import UPDATE_KINDS
from bot.demo.botapi.refusals import BadRequest, NotHere
from bot.demo.world.records import Json, Webhook

PORTS = frozenset({443, 80, 88, 8443})
SECRET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
SECRET_LENGTH = 256
CONNECTIONS = 40
MOST_CONNECTIONS = 100
SCHEMES = {"https": 443, "http": 80}


def set_webhook(call: Call) -> bool | Told:
    """From now on Telegram brings the updates; the bot need not ask, and may not.

    Checks are Telegram's, in its words, with one exception: a plain http address of this machine's own loop is taken,
    on any port, and no other address is. This server must never touch a machine but its own, and nobody has
    certificates for a loop.

    Raises:
        BadRequest: In Telegram's words; the webhook there was is gone then too, as it is at Telegram.
        TooManyRequests: It was set less than a second ago.
    """
    url = call.arguments.text("url")
    if not url:
        return delete_webhook(call)
    call.flood.set_webhook(call.bot)
    if "certificate" in call.arguments.uploads:
        raise NotHere("certificates for webhooks; give it a plain http address of this machine's own loop")
    connections = call.within("max_connections", CONNECTIONS, 1, MOST_CONNECTIONS)
    drops, secret = call.arguments.flag("drop_pending_updates"), call.arguments.text("secret_token")
    wanted = Webhook(url, secret, connections)
    if not drops and _is_set(call.bot.webhook, wanted):
        allow_updates(call)
        return Told(result=True, description="Webhook is already set")
    call.bot.webhook = None
    if drops:
        call.bot.updates.clear()
    _check_secret(secret)
    _check_address(url, call.arguments.text("ip_address"))
    allow_updates(call)
    call.bot.webhook = wanted
    return Told(result=True, description="Webhook was set")


def _is_set(present: Webhook | None, wanted: Webhook) -> bool:
    return present is not None and (present.url, present.secret, present.max_connections) == (
        wanted.url,
        wanted.secret,
        wanted.max_connections,
    )


def _check_secret(secret: str) -> None:
    if len(secret) > SECRET_LENGTH:
        raise BadRequest("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise BadRequest("secret token contains unallowed characters")


def _check_address(url: str, ip_address: str) -> None:
    parts, port = _split(url)
    host = parts.hostname or ""
    if parts.scheme == "http" and not is_loopback(host):
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "https" and port not in PORTS:
        raise BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if parts.scheme == "https" or not is_loopback(ip_address or host):
        reached = "this local Telegram reaches nothing but plain http on this machine's own loop"
        raise BadRequest(f"bad webhook: {reached}, not {ip_address or host}")


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port if parts.port is not None else SCHEMES[parts.scheme]
    except (ValueError, KeyError):
        raise BadRequest("invalid webhook URL specified") from None
    if not parts.hostname or port == 0:
        raise BadRequest("invalid webhook URL specified")
    return parts, port


def is_loopback(host: str) -> bool:
    """Whether a host is this machine's own loop, without asking anybody for its name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def delete_webhook(call: Call) -> Told:
    """Polling is possible again."""
    was_set, call.bot.webhook = call.bot.webhook is not None, None
    if call.arguments.flag("drop_pending_updates"):
        call.bot.updates.clear()
    return Told(result=True, description="Webhook was deleted" if was_set else "Webhook is already deleted")


def get_webhook_info(call: Call) -> Json:
    """The address, how much waits, and what went wrong last."""
    updates, webhook = call.bot.updates, call.bot.webhook
    info: Json = {"url": call.bot.webhook_url, "has_custom_certificate": False}
    info["pending_update_count"] = len(updates.pending(call.world.now()))
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
        info["ip_address"] = _ip_address(webhook.url)
        if webhook.last_error_at is not None:
            info["last_error_date"] = int(webhook.last_error_at.timestamp())
            info["last_error_message"] = webhook.last_error
    return info | ({"allowed_updates": sorted(updates.allowed)} if updates.allowed else {})


def _ip_address(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return "127.0.0.1" if host.lower() == "localhost" else host


def allow_updates(call: Call) -> None:
    """The list of kinds sticks until another is given; an empty one means the usual kinds.

    Telegram refuses nothing here: what is no list of strings changes nothing, and kinds it does not know are passed
    over; a list of nothing else means the usual ones.
    """
    try:
        given = call.arguments.json("allowed_updates", "")
    except BadRequest:
        given = None
    if given is ABSENT:
        return
    if not isinstance(given, list) or not all(isinstance(kind, str) for kind in given):
        call.remark('"allowed_updates" is no list of strings; Telegram keeps the kinds it had')
        return
    kinds = frozenset(kind.lower() for kind in given)
    if unknown := kinds - UPDATE_KINDS:
        call.remark(f"there are no updates of the kind {', '.join(sorted(unknown))}; Telegram passes over them")
    call.bot.updates.allowed = kinds & UPDATE_KINDS
