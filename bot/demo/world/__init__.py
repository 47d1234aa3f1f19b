"""What a Telegram keeps and how it behaves: people, chats, messages, files, updates. No HTTP."""
