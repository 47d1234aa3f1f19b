"""Files to play the procedure with: drafts, corrections, a voice note, a screenshot; all invented, all made
by `make`.
"""
