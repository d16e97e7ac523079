"""The table of all that people can set."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting.

    Attributes:
        key: Dotted name in the file.
        group: Page of the preferences.
        label: What it is called there.
        kind: bool, int, float, choice, text, colour (#rrggbb), folder, file; hidden ones are not
            in the preferences.
        default: Value until it is set; its type is that of all values.
        choices: Values of a choice, and what they are called.
        minimum: Least number.
        maximum: Greatest number.
        unit: Written behind a number.
        note: What it does, for those who do not know.
        restart: Whether it takes effect at the next start only.
    """

    key: str
    group: str = ""
    label: str = ""
    kind: str = "hidden"
    default: Any
    choices: tuple[tuple[Any, str], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    note: str = ""
    restart: bool = False

    def accepts(self, value: object) -> bool:
        """Whether a value is one of this setting's."""
        if isinstance(self.default, bool) != isinstance(value, bool):
            return False
        if self.kind == "choice":
            return any(value == choice for choice, _ in self.choices)
        if isinstance(self.default, float):
            if not isinstance(value, int | float):
                return False
        elif not isinstance(value, type(self.default)):
            return False
        if self.kind == "colour":
            return re.fullmatch("#[0-9a-fA-F]{6}", str(value)) is not None
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not math.isfinite(value):
                return False
            low = self.minimum is None or value >= self.minimum
            return low and (self.maximum is None or value <= self.maximum)
        return True


SETTINGS: Final = (
    Setting(
        key="appearance.theme",
        group="General",
        label="Theme",
        kind="choice",
        default="system",
        choices=(("system", "As the system"), ("dark", "Dark"), ("light", "Light")),
    ),
    Setting(
        key="appearance.language",
        group="General",
        label="Language",
        kind="choice",
        default="system",
        choices=(("system", "As the system"), ("en", "English"), ("de", "Deutsch")),
        restart=True,
    ),
    Setting(
        key="canvas.overlay_colour",
        group="Canvas",
        label="Colour of the mask",
        kind="colour",
        default="#ff2d9b",
    ),
    Setting(
        key="canvas.overlay_opacity",
        group="Canvas",
        label="Opacity of the mask",
        kind="int",
        default=50,
        minimum=5,
        maximum=100,
        unit="%",
    ),
    Setting(
        key="canvas.pixel_grid",
        group="Canvas",
        label="Pixel grid above 800 %",
        kind="bool",
        default=True,
    ),
    Setting(
        key="canvas.monitor_profile",
        group="Canvas",
        label="Colours of the monitor",
        kind="choice",
        default="srgb",
        choices=(("srgb", "sRGB"), ("system", "The system's profile"), ("file", "A profile file")),
        note="For display only; files keep their own profile.",
    ),
    Setting(
        key="canvas.monitor_profile_file",
        group="Canvas",
        label="Profile file of the monitor",
        kind="file",
        default="",
        note="An ICC profile, used where a profile file is chosen above.",
    ),
    Setting(
        key="tools.brush_size",
        group="Tools",
        label="Brush size",
        kind="float",
        default=0.0,
        minimum=0.0,
        maximum=5000.0,
        unit="px",
        note="0 takes 3 % of the photo's shorter side.",
    ),
    Setting(
        key="tools.hardness",
        group="Tools",
        label="Brush hardness",
        kind="int",
        default=100,
        minimum=0,
        maximum=100,
        unit="%",
    ),
    Setting(
        key="tools.pressure_size",
        group="Tools",
        label="Pen pressure changes the size",
        kind="bool",
        default=True,
    ),
    Setting(
        key="tools.tolerance",
        group="Tools",
        label="Tolerance of the colour wand",
        kind="int",
        default=24,
        minimum=0,
        maximum=255,
    ),
    Setting(
        key="tools.contiguous",
        group="Tools",
        label="The wand selects connected pixels only",
        kind="bool",
        default=True,
    ),
    Setting(key="fill.method", default="pconv-detail"),
    Setting(key="fill.model", default=""),
    Setting(key="fill.device", default="auto"),
    Setting(
        key="fill.after_stroke",
        group="Fill",
        label="Fill after each stroke",
        kind="bool",
        default=False,
    ),
    Setting(
        key="fill.grow",
        group="Fill",
        label="Grow the mask before filling",
        kind="int",
        default=0,
        minimum=0,
        maximum=64,
        unit="px",
        note="Takes away coloured fringes that a tight mask leaves.",
    ),
    Setting(
        key="fill.soften",
        group="Fill",
        label="Soften the edge of the fill",
        kind="int",
        default=0,
        minimum=0,
        maximum=64,
        unit="px",
        note="Blends the fill with the photo around the edge of the mask.",
    ),
    Setting(
        key="fill.warn_depth",
        group="Fill",
        label="Say so when a hole is deeper than the network reaches",
        kind="bool",
        default=True,
    ),
    Setting(
        key="files.export_format",
        group="Files",
        label="Export format",
        kind="choice",
        default="same",
        choices=(
            ("same", "Same as the original"),
            ("JPEG", "JPEG"),
            ("PNG", "PNG"),
            ("TIFF", "TIFF"),
            ("WEBP", "WebP"),
            ("BMP", "BMP"),
            ("HEIF", "HEIF"),
        ),
    ),
    Setting(
        key="files.export_quality",
        group="Files",
        label="Export quality",
        kind="int",
        default=95,
        minimum=1,
        maximum=100,
        note="For JPEG, WebP and HEIF.",
    ),
    Setting(
        key="files.export_keep_quality",
        group="Files",
        label="Export a JPEG at its own quality",
        kind="bool",
        default=True,
        note="Where the format is the same as the original's.",
    ),
    Setting(
        key="files.export_pattern",
        group="Files",
        label="Name of exported files",
        kind="text",
        default="{name}_filled",
        note="{name}: name of the photo; {date}: today; {format}: format; {n}: number.",
    ),
    Setting(
        key="files.export_folder",
        group="Files",
        label="Export folder",
        kind="folder",
        default="",
        note="Empty: beside the photo.",
    ),
    Setting(
        key="files.receipt",
        group="Files",
        label="Show the fidelity receipt after an export",
        kind="bool",
        default=True,
    ),
    Setting(key="files.recent", default=[]),
    Setting(
        key="files.recent_count",
        group="Files",
        label="Photos in the list of recent ones",
        kind="int",
        default=12,
        minimum=0,
        maximum=50,
    ),
    Setting(
        key="memory.undo_mb",
        group="Memory",
        label="Memory for fills and undo",
        kind="int",
        default=512,
        minimum=16,
        maximum=65536,
        unit="MB",
        note="What is beyond goes to a temporary folder; no step is lost.",
    ),
    Setting(
        key="autosave.seconds",
        group="Memory",
        label="Back up the work every",
        kind="int",
        default=60,
        minimum=5,
        maximum=3600,
        unit="s",
        note="And after each fill. What is backed up is offered after a crash.",
    ),
    Setting(key="window.geometry", default=""),
    Setting(key="window.state", default=""),
    Setting(key="shortcuts", default={}),
    Setting(key="batch.folder", default=""),
    Setting(key="batch.pattern", default="{name}_filled"),
    Setting(key="batch.format", default="same"),
    Setting(key="upscale.factor", default=2, minimum=2, maximum=8),
    Setting(key="upscale.method", default="pconv"),
    Setting(key="upscale.keep_known", default=False),
    Setting(key="upscale.format", default="same"),
    Setting(key="upscale.quality", default=95, minimum=1, maximum=100),
    Setting(key="upscale.keep_quality", default=True),
)
