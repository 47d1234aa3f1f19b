"""The demo around the local Telegram: the office, its bot as a process, the story."""
