"""What officials read, in Indonesian: pure functions from what is to Screens. No I/O, no clock, no decision.

Sentences stand here and nowhere else in this package's neighbours; values are escaped in markup.py alone.
"""
