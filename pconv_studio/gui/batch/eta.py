"""How long a batch still takes, from the megapixels it has done."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Eta"]

# Before that much is done, a guess would jump about: the first photo loads the model as well.
_LEAST_SHARE = 0.02
_LEAST_SECONDS = 1.0


class Eta:
    """Measures the time at work, pauses left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin in a pause.

        Args:
            clock: Seconds that never go back.
        """
        self._clock = clock
        self._worked = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """Time at work until now."""
        running = 0.0 if self._since is None else self._clock() - self._since
        return self._worked + running

    def reset(self) -> None:
        """Forget everything; a pause begins."""
        self._worked, self._since = 0.0, None

    def resume(self) -> None:
        """End the pause, if there is one."""
        if self._since is None:
            self._since = self._clock()

    def pause(self) -> None:
        """Begin a pause, if there is none."""
        self._worked, self._since = self.seconds, None

    def remaining(self, done: float, left: float) -> float | None:
        """Return the seconds still to go; None while it is too early to say.

        Args:
            done: Megapixels filled since `reset`; below 0 where a size was a guess before.
            left: Megapixels still to be filled.
        """
        if left <= 0:
            return 0.0
        if done <= _LEAST_SHARE * (done + left) or self.seconds < _LEAST_SECONDS:
            return None
        return self.seconds / done * left
