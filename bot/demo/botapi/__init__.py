"""The bots' side: the Bot API over HTTP, every request checked as Telegram checks it."""
