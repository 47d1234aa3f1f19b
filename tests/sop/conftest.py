"""A fresh course for each test, in the usual office."""

import pytest

from tests.sop.office import Course, course_to


@pytest.fixture
def at():
    """`at("step 3")` is a maklumat brought there."""
    return course_to


@pytest.fixture
def course() -> Course:
    """Nothing was opened yet."""
    return Course()
