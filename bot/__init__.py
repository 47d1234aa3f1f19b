"""The running bot: assembly of the parts, and everything that touches the network, the clock or the machine."""

import os

# python-telegram-bot gives durations as timedelta (and warns otherwise) once this is set, before its first use.
os.environ.setdefault("PTB_TIMEDELTA", "1")
