"""Sizes are limits; what is larger stands in exceptions.py with its size and may only shrink."""

import pytest

from tests.house.exceptions import SIZES
from tests.house.sizes import LIMITS, sizes
from tests.house.source import modules


def _over(measure):
    return {
        size.where: size.value
        for module in modules()
        for size in sizes(module)
        if size.measure == measure and size.value > LIMITS[measure]
    }


@pytest.mark.parametrize("measure", LIMITS)
def test_nothing_is_larger_than_its_limit(measure):
    allowed = {where: value for where, (value, _) in SIZES[measure].items()}
    over = {
        where: value for where, value in _over(measure).items() if value > allowed.get(where, 0)
    }
    assert not over, "\n".join(f"{where}: {value}" for where, value in sorted(over.items()))


@pytest.mark.parametrize("measure", LIMITS)
def test_an_allowance_is_as_small_as_what_it_allows(measure):
    over = _over(measure)
    loose = {
        where: (value, over.get(where, 0))
        for where, (value, _) in SIZES[measure].items()
        if over.get(where, 0) < value
    }
    assert not loose, f"lower these in exceptions.py (allowed, needed): {loose}"
