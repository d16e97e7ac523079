"""Zoom and position, shared by all panes that show one photo."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

MAX_ZOOM = 32.0
MIN_SHARE = 1 / 8
"""The smallest zoom, as a share of what fits."""
MARGIN = 12
"""Device pixels left free on each side of a photo that is fitted."""
KEPT = 0.25
"""Share of a pane that the photo cannot be panned out of."""

STEPS = (
    *(1 / 64, 1 / 48, 1 / 32, 1 / 24, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0),
)
"""Where the keys stop: the usual percentages."""

Point = tuple[float, float]


class ViewState(QObject):
    """Which part of the photo is shown, and how large.

    Zoom is in device pixels per pixel of the photo: 1.0 is 100 % on any screen. As long as the
    photo has been fitted and not zoomed or panned since, it stays fitted when the pane changes its
    size.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zoom = 1.0
        self._centre: Point = (0.5, 0.5)
        self._image: Point = (1.0, 1.0)
        self._viewport: Point = (1.0, 1.0)
        self._fitted = True

    @property
    def zoom(self) -> float:
        """Device pixels per pixel of the photo."""
        return self._zoom

    @property
    def centre(self) -> Point:
        """Point of the photo in the middle of each pane, image coordinates."""
        return self._centre

    @property
    def is_fitted(self) -> bool:
        """Whether the photo is kept as large as the pane allows."""
        return self._fitted

    @property
    def fit_zoom(self) -> float:
        """The zoom at which all of the photo is visible."""
        sides = zip(self._viewport, self._image, strict=True)
        # Next to nothing of a tiny pane may go to the margin.
        fitting = min(max(pane - 2 * MARGIN, 0.9 * pane, 1.0) / side for pane, side in sides)
        return min(fitting, MAX_ZOOM)

    @property
    def min_zoom(self) -> float:
        """The smallest zoom."""
        return min(self.fit_zoom, 1.0) * MIN_SHARE

    @property
    def visible(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what a pane shows, image coordinates."""
        (x, y), zoom = self._centre, self._zoom
        across, down = (side / 2 / zoom for side in self._viewport)
        return x - across, y - down, x + across, y + down

    def set_image(self, width: int, height: int) -> None:
        """Take the size of another photo and fit it."""
        self._image = (float(width), float(height))
        self.fit()

    def set_viewport(self, width: float, height: float) -> None:
        """Take the size of a pane in device pixels; the middle stays the middle."""
        if (width, height) == self._viewport or width < 1 or height < 1:
            return
        self._viewport = (float(width), float(height))
        if self._fitted:
            self.fit()
        else:
            self.changed.emit()

    def fit(self) -> None:
        """Show all of the photo."""
        self._fitted = True
        self._move(self.fit_zoom, (self._image[0] / 2, self._image[1] / 2))

    def actual(self, anchor: Point | None = None) -> None:
        """Show one pixel of the photo as one of the screen."""
        self.zoom_to(1.0, anchor)

    def zoom_to(self, zoom: float, anchor: Point | None = None) -> None:
        """Zoom, with one point of the photo staying where it is on the screen.

        Args:
            zoom: Brought within the limits.
            anchor: Image coordinates of that point; None for the middle of the pane.
        """
        zoom = min(max(zoom, self.min_zoom), MAX_ZOOM)
        ax, ay = self._centre if anchor is None else anchor
        share = self._zoom / zoom
        centre = (
            ax + (self._centre[0] - ax) * share,
            ay + (self._centre[1] - ay) * share,
        )
        self._fitted = False
        inside = 0 <= ax <= self._image[0] and 0 <= ay <= self._image[1]
        # A point of the photo below the cursor is reason enough: the photo cannot get lost.
        self._move(zoom, centre if inside else self._limited(centre, zoom))

    def zoom_by(self, factor: float, anchor: Point | None = None) -> None:
        """Zoom by a factor, but stop at exactly 100 % on the way past it."""
        zoom = self._zoom * factor
        if min(self._zoom, zoom) < 1 < max(self._zoom, zoom) and not math.isclose(self._zoom, 1):
            zoom = 1.0
        self.zoom_to(zoom, anchor)

    def zoom_in(self, anchor: Point | None = None) -> None:
        """Go to the next of the usual percentages."""
        self.zoom_to(next((z for z in STEPS if z > self._zoom * 1.001), MAX_ZOOM), anchor)

    def zoom_out(self, anchor: Point | None = None) -> None:
        """Go back to the one of the usual percentages before."""
        below = [z for z in STEPS if z < self._zoom * 0.999]
        self.zoom_to(below[-1] if below else self.min_zoom, anchor)

    def pan(self, dx: float, dy: float) -> None:
        """Move the photo by device pixels to the right and down, as far as part of it is kept."""
        x, y = self._centre
        self.centre_on((x - dx / self._zoom, y - dy / self._zoom))

    def centre_on(self, centre: Point) -> None:
        """Bring a point of the photo into the middle, as far as the limits allow."""
        self._fitted = False
        self._move(self._zoom, self._limited(centre, self._zoom))

    def _limited(self, centre: Point, zoom: float) -> Point:
        """Keep the photo over part of the pane; never farther out than it already is."""
        x, y = (
            min(max(wanted, min(low, now)), max(high, now))
            for wanted, now, (low, high) in zip(
                centre, self._centre, self._limits(zoom), strict=True
            )
        )
        return x, y

    def _limits(self, zoom: float) -> list[Point]:
        limits = []
        for pane, side in zip(self._viewport, self._image, strict=True):
            kept = min(KEPT * pane, side * zoom)
            reach = (pane / 2 - kept) / zoom
            limits.append((-reach, side + reach))
        return limits

    def _move(self, zoom: float, centre: Point) -> None:
        if (zoom, centre) != (self._zoom, self._centre):
            self._zoom, self._centre = zoom, centre
            self.changed.emit()
