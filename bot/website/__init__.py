"""The published page, looked at without trusting it: what is asked for, how, and what is recognised on it."""

from bot.website.recognising import Wanted, look_at
from bot.website.wire import Web

__all__ = ["Wanted", "Web", "look_at"]
