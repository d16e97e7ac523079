"""What a model is, in words for the dock and the list of models."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from pconv_studio.gui.messages import translated_message
from pconv_studio.inference.model_facts import ModelFacts
from pconv_studio.inference.model_record import INPAINTING

__all__ = [
    "licence_words",
    "network_words",
    "purpose_words",
    "size_words",
    "training_words",
    "validation_words",
]

MILLION = 1_000_000


def purpose_words(facts: ModelFacts) -> str:
    """What the model is for."""
    translate = QCoreApplication.translate
    if facts.task == INPAINTING:
        return translate("Models", "Fills holes")
    return translate("Models", "Enlarges by {factor}").format(factor=facts.factor)


def network_words(facts: ModelFacts) -> str:
    """Preset and number of weights."""
    translate = QCoreApplication.translate
    # Presets are names, as the console takes them; these three stand for networks without one.
    preset = {
        "custom": translate("Models", "custom"),
        "imported": translate("Models", "imported"),
        "super-resolution": translate("Models", "super-resolution"),
    }.get(facts.preset, facts.preset)
    if facts.parameters < MILLION:
        count = translate("Models", "{count} weights")
        count = count.format(count=QLocale().toString(facts.parameters))
    else:
        count = translate("Models", "{count} million weights")
        count = count.format(count=QLocale().toString(facts.parameters / MILLION, "f", 1))
    if facts.convolution == "plain":
        text = translate("Models", "{preset} with plain convolutions, {count}")
    else:
        text = translate("Models", "{preset}, {count}")
    return text.format(preset=preset, count=count)


def size_words(facts: ModelFacts) -> str:
    """Size of the file."""
    text = QCoreApplication.translate("Models", "{size} MB")
    return text.format(size=QLocale().toString(facts.megabytes, "f", 1))


def training_words(facts: ModelFacts) -> str:
    """What it was trained on and for how long; empty where nothing is known."""
    translate, locale = QCoreApplication.translate, QLocale()
    if facts.trained_on:
        return ", ".join(map(translated_message, facts.trained_on.split(", ")))
    if facts.photos and facts.steps:
        return translate("Models", "{photos} photos, {steps} steps").format(
            photos=locale.toString(facts.photos), steps=locale.toString(facts.steps)
        )
    return ""


def validation_words(facts: ModelFacts) -> str:
    """Its own validation figures; empty where there are none."""
    locale, translate, said = QLocale(), QCoreApplication.translate, []
    for name, text, digits in (
        ("psnr", translate("Models", "PSNR {figure} dB"), 1),
        ("ssim", translate("Models", "SSIM {figure}"), 3),
        ("l1", translate("Models", "l1 {figure} %"), 2),
    ):
        if name in facts.validation:
            figure = locale.toString(facts.validation[name], "f", digits)
            # A figure and its unit stay in one line.
            said.append(text.format(figure=figure).replace(" ", "\N{NO-BREAK SPACE}"))
    return ", ".join(said)


def licence_words(facts: ModelFacts) -> str:
    """The licence of the weights."""
    return facts.licence or QCoreApplication.translate("Models", "not stated")
