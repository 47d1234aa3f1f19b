"""What is said at the end of a run: how many of the bot's own requests were held against the Bot API's description."""

from collections import Counter

from tests.contract.description import ABSENT, REQUESTS_JUDGED, REQUESTS_MADE


def pytest_terminal_summary(terminalreporter):
    """One line; each story has left its numbers in its report, so it is the same with workers and without."""
    judged, made = Counter(), 0
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "teardown":
                continue
            properties = dict(report.user_properties)
            judged.update(properties.get(REQUESTS_JUDGED, {}))
            made += properties.get(REQUESTS_MADE, 0)
    if judged:
        verdict = f"{judged.total()} requests of {len(judged)} methods judged by the Bot API's description"
        terminalreporter.write_line(f"{verdict}: {', '.join(f'{name} {n}' for name, n in judged.most_common())}")
    elif made:
        terminalreporter.write_line(f"{made} requests of the stories were not judged: {ABSENT}")
