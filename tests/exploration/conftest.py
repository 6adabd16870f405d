"""The made posts with their features, and what `explore` makes of them."""

import pytest
from exploration.made import explored, params, prepared, rows


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Posts of four accounts, with features."""
    return prepared(tmp_path_factory.mktemp("small"), rows())


@pytest.fixture(scope="session")
def seen(small):
    """Page and figures of the small world, with all defaults."""
    return explored(small, params())
