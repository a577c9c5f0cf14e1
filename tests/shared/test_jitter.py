"""Waits differ, and stay within their bounds."""

import random

from broadsheet_shared.jitter import jitter


def test_waits_differ_and_stay_within_their_bounds() -> None:
    factors = [jitter(0.8, 1.2) for _ in range(100)]
    assert len(set(factors)) > 90
    assert all(0.8 <= factor <= 1.2 for factor in factors)


def test_processes_that_begin_alike_wait_differently() -> None:
    random.seed(7)
    of_one_process = jitter(0.8, 1.2)
    random.seed(7)
    assert jitter(0.8, 1.2) != of_one_process
