"""The test kit: people who say, tap, reply, send and expect, for the tests of any bot."""
