"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# Tests never time: a busy machine is no failure. What CI sets besides stays.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")
