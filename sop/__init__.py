"""The procedure: SOP 58/PP.07-SOP/3313/2023 of KPU Kabupaten Karanganyar, as data and pure functions.

Standard library only; no clock, no input or output, no logging, no async. An official who knows no Python can read
`steps.py` (the table) and `telling.py` (who is told what). Nothing here knows Telegram or a database.
"""
