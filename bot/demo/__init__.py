"""A Telegram on this machine: a Bot API over real HTTP, the people on its other side, and a page with one phone each.

The demo and the tests alone import it. It knows nothing of the bot it serves: the two meet over HTTP only.
"""
