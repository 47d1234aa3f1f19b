"""What is kept: the database, and the one door through which it changes (`desk.Desk`).

SQLAlchemy Core, synchronous, one thread hop for each transaction (docs/decisions/0002). Knows the procedure, knows no
Telegram. SQLite by default; the same statements serve PostgreSQL.
"""
