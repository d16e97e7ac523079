"""What the panel says of methods, plans and sizes, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from pconv_studio.inference.enlarger_choices import NETWORK, UpscalePlan

OFFERED = (NETWORK, "lanczos", "bicubic")
"""Methods of the panel, the default first."""
BASELINE = "bicubic"
"""What the preview compares with."""


def title_of(method: str) -> str:
    """What a method is called."""
    translate = QCoreApplication.translate
    titles = {
        NETWORK: translate("Upscale", "Partial convolutions"),
        "lanczos": translate("Upscale", "Lanczos"),
        "bicubic": translate("Upscale", "Bicubic"),
    }
    return titles.get(method, method)


def label_of(method: str) -> str:
    """The same, short enough for a label over a picture."""
    if method == NETWORK:
        return QCoreApplication.translate("Upscale", "Network")
    return title_of(method)


def times(factor: int) -> str:
    """A factor as it is written."""
    return f"×{factor}"


def honest_words(plan: UpscalePlan) -> str:
    """What of a plan is trained and what is only a resize, in plain words."""
    translate = QCoreApplication.translate
    if not plan.passes:
        return translate("Upscale", "Only a resize: no detail is added.")
    steps = translate("Upscale", ", then ").join(times(each.factor) for each in plan.passes)
    several = len(plan.passes) > 1
    if plan.reduces and several:
        text = translate(
            "Upscale",
            "No model is trained for {factor}: enlarged to {reached} in {count} trained passes, "
            "{steps}, then reduced.",
        )
    elif plan.reduces:
        text = translate(
            "Upscale", "No model is trained for {factor}: enlarged to {reached}, then reduced."
        )
    elif several:
        text = translate(
            "Upscale", "No model is trained for {factor}: {count} trained passes, {steps}."
        )
    else:
        text = translate("Upscale", "Trained for {factor}.")
    return text.format(
        factor=times(plan.factor),
        reached=times(plan.reached),
        count=len(plan.passes),
        steps=steps,
    )


def size_words(width: int, height: int) -> str:
    """Pixels and megapixels of a picture."""
    text = QCoreApplication.translate("Upscale", "{width} × {height} pixels, {megapixels} MP")
    return text.format(
        width=width, height=height, megapixels=QLocale().toString(width * height / 1e6, "f", 1)
    )


def bytes_words(count: int) -> str:
    """A number of bytes in kB, MB or GB, not broken at a line's end."""
    small = len(str(count)) % 3 == 1
    form = QLocale.DataSizeFormat.DataSizeSIFormat
    return QLocale().formattedDataSize(count, 1 if small else 0, form).replace(" ", "\u00a0")


def duration_words(seconds: float) -> str:
    """A time, in seconds or minutes."""
    translate = QCoreApplication.translate
    if seconds < 90:
        text = translate("Upscale", "{seconds} s")
        return text.format(seconds=QLocale().toString(seconds, "f", 1 if seconds < 10 else 0))
    return translate("Upscale", "{minutes} min").format(minutes=round(seconds / 60))
