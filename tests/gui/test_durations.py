"""How long something took, in words."""

import re

import pytest

from pconv_studio.gui.durations import time_taken
from pconv_studio.gui.i18n import install_translator


@pytest.mark.parametrize("seconds", [0.0, 1e-4, 0.02, 0.049, 0.07, 0.0999])
def test_nothing_takes_no_time(seconds):
    assert time_taken(seconds) == "under 0.1 s"


@pytest.mark.parametrize("seconds", [0.1, 0.149, 1.26, 9.96, 61.0, 1234.5])
def test_a_time_is_right_to_its_last_digit(seconds):
    number = re.fullmatch(r"([\d,]+\.\d) s", time_taken(seconds)).group(1)
    assert float(number.replace(",", "")) == pytest.approx(seconds, abs=0.05 + 1e-9)


def test_both_are_german_in_german(qapp):
    install_translator(qapp, "de")
    try:
        assert time_taken(0.01) == "unter 0,1 s"
        assert time_taken(1.26) == "1,3 s"
    finally:
        install_translator(qapp, "en")
