"""The fidelity receipt in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pconv_studio.core.receipt import Receipt

Line = tuple[str, str, bool]
"""Label, value, and whether the value is a good one."""

TEXTS = (
    "Changed outside the mask",
    "Changed inside the mask",
    "Encoding",
    "Size",
    "Format",
    "Depth",
    "Colour profile",
    "EXIF",
    "Transparency",
    "{count} pixels",
    "none: 0 pixels",
    "lossless: the file holds exactly what was edited",
    "lossy: {count} pixels outside the mask differ after decoding, by {most} of {top} at most",
    "no pixel outside the mask differs after decoding",
    "resized, so pixels cannot be compared",
    "{width} × {height} pixels, {kilobytes} KB",
    "{width} × {height} pixels, {kilobytes} KB; the photo has {before}",
    "{after}, as the photo",
    "{after}; the photo: {before}",
    "{bits} bits a channel, as the photo",
    "{bits} bits a channel; the photo has {before}",
    "none, as the photo (sRGB)",
    "none",
    "{name}, identical",
    "all {count} tags kept",
    "{count} tags; the photo has {before}",
    "none, as in the photo",
    "kept",
    "laid over white",
)
"""All texts of a receipt, for translation."""


@dataclass(frozen=True)
class _Said:
    """The lines of a receipt, one a method."""

    of: Receipt
    tr: Callable[[str], str]

    def outside(self) -> Line:
        count = self.of.changed_outside
        text = self.tr("{count} pixels") if count else self.tr("none: 0 pixels")
        return self.tr("Changed outside the mask"), text.format(count=_grouped(count)), not count

    def inside(self) -> Line:
        text = self.tr("{count} pixels").format(count=_grouped(self.of.changed_inside))
        return self.tr("Changed inside the mask"), text, True

    def encoding(self) -> Line:
        of = self.of
        label = self.tr("Encoding")
        if of.lossless:
            return label, self.tr("lossless: the file holds exactly what was edited"), True
        if of.outside_after_encoding is None or of.largest_difference is None:
            return label, self.tr("resized, so pixels cannot be compared"), True
        if not of.outside_after_encoding:
            return label, self.tr("no pixel outside the mask differs after decoding"), True
        text = self.tr(
            "lossy: {count} pixels outside the mask differ after decoding, by {most} of {top} "
            "at most"
        )
        values = {
            "count": _grouped(of.outside_after_encoding),
            "most": f"{of.largest_difference:.4g}",
            "top": 1 if of.depth == 32 else 2**of.depth - 1,
        }
        # A format with losses for a photo that came in it is no surprise; for another one it is.
        return label, text.format(**values), of.format == of.format_before

    def size(self) -> Line:
        of = self.of
        same = of.size == of.size_before
        values = {
            "width": of.size[1],
            "height": of.size[0],
            "kilobytes": _grouped(max(1, round(of.bytes / 1000))),
            "before": f"{of.size_before[1]} × {of.size_before[0]}",
        }
        text = (
            self.tr("{width} × {height} pixels, {kilobytes} KB")
            if same
            else self.tr("{width} × {height} pixels, {kilobytes} KB; the photo has {before}")
        )
        return self.tr("Size"), text.format(**values), same

    def format(self) -> Line:
        of = self.of
        same = of.format == of.format_before
        text = self.tr("{after}, as the photo") if same else self.tr("{after}; the photo: {before}")
        # Another format was asked for; what it costs, the other lines say.
        return self.tr("Format"), text.format(after=of.format, before=of.format_before), True

    def depth(self) -> Line:
        of = self.of
        text = (
            self.tr("{bits} bits a channel, as the photo")
            if of.depth == of.depth_before
            else self.tr("{bits} bits a channel; the photo has {before}")
        )
        good = of.depth >= of.depth_before
        return self.tr("Depth"), text.format(bits=of.depth, before=of.depth_before), good

    def profile(self) -> Line:
        of = self.of
        if of.icc_same:
            text = self.tr("{name}, identical") if of.icc else self.tr("none, as the photo (sRGB)")
            return self.tr("Colour profile"), text.format(name=of.icc), True
        text = self.tr("{after}; the photo: {before}")
        names = {"after": of.icc or self.tr("none"), "before": of.icc_before or self.tr("none")}
        return self.tr("Colour profile"), text.format(**names), False

    def exif(self) -> Line:
        of = self.of
        if not of.exif_before:
            return self.tr("EXIF"), self.tr("none, as in the photo"), True
        text = (
            self.tr("all {count} tags kept")
            if of.exif_kept
            else self.tr("{count} tags; the photo has {before}")
        )
        values = {"count": of.exif_before if of.exif_kept else of.exif, "before": of.exif_before}
        return self.tr("EXIF"), text.format(**values), of.exif_kept

    def alpha(self) -> Line:
        of = self.of
        if not of.alpha_before:
            return self.tr("Transparency"), self.tr("none, as in the photo"), True
        return (
            self.tr("Transparency"),
            self.tr("kept") if of.alpha else self.tr("laid over white"),
            of.alpha,
        )


def receipt_lines(receipt: Receipt, translate: Callable[[str], str]) -> list[Line]:
    """Return the lines of a receipt; `translate` gets each of `TEXTS` before it is filled in."""
    said = _Said(receipt, translate)
    return [
        said.outside(),
        said.inside(),
        said.encoding(),
        said.size(),
        said.format(),
        said.depth(),
        said.profile(),
        said.exif(),
        said.alpha(),
    ]


def _grouped(count: int) -> str:
    # A thin space is right in all languages the program speaks.
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
