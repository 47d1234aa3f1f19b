"""Commands of the command line that have grown: each takes what argparse read, prints, and returns the exit code."""
