"""Promises that are shown by numbers: each module here breaks something many times, counts, and says so."""
