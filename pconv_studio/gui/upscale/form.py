"""Factor, method, model, and what they come to."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.errors import UserError
from pconv_studio.core.settings import Settings
from pconv_studio.gui.model_combos import ValueCombo
from pconv_studio.gui.state_line import StateLine
from pconv_studio.gui.upscale.choice import Choice, Outlook, look_ahead
from pconv_studio.gui.upscale.factor_buttons import FactorButtons
from pconv_studio.gui.upscale.texts import (
    OFFERED,
    bytes_words,
    honest_words,
    size_words,
    title_of,
)
from pconv_studio.inference.enlarger_choices import (
    FACTORS,
    NETWORK,
    UpscalePlan,
    enlargers,
    plan_upscale,
)

BEST = ""
"""Value of the item that leaves the model to the program."""


class UpscaleForm(QWidget):
    """What to do; remembers factor, method and whether pixels are kept."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._picture: tuple[tuple[int, ...], np.dtype[np.generic]] | None = None
        self._locked = False
        self.outlook = Outlook(None, 0, "")
        self.factors = FactorButtons()
        self.method = ValueCombo()
        self.method.setAccessibleName(self.tr("Upscaling method"))
        for name in OFFERED:
            self.method.add(title_of(name), name)
        self.model = ValueCombo()
        self.model.setAccessibleName(self.tr("Upscaling model"))
        self.keep = QCheckBox(self.tr("&Keep the photo's own pixels"))
        self.keep.setToolTip(
            self.tr(
                "Leaves the pixels of the small picture as they are between the new ones. "
                "Exact, but less smooth: each of them is an average of many."
            )
        )
        self.words = StateLine()
        self.words.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.text.setAccessibleName(self.tr("What is trained"))
        self.size_text = _label(self.tr("Size of the result"))
        self.costs = _label(self.tr("Memory it takes"), role="help")
        self.problem = _label(self.tr("What is in the way"), role="warning")
        self._build()
        self._read_settings()
        self.factors.changed.connect(self._on_factor)
        self.method.picked.connect(self._on_method)
        self.model.picked.connect(self._on_model)
        self.keep.toggled.connect(self._on_keep)

    def _build(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        factor = QLabel(self.tr("Factor"))
        factor.setMinimumHeight(self.factors.sizeHint().height())
        form.addRow(factor, self.factors)
        form.addRow(self.tr("&Method"), self.method)
        form.addRow(self.tr("M&odel"), self.model)
        form.addRow("", self.words)
        form.addRow("", self.keep)
        form.addRow(self.tr("Result"), self.size_text)
        form.addRow("", self.costs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self.problem)

    def _read_settings(self) -> None:
        self.factors.set_value(self._settings.get("upscale.factor"))
        self.method.show_value(self._settings.get("upscale.method"))
        self.keep.setChecked(self._settings.get("upscale.keep_known"))
        self.refresh()

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        uses_network = self.method.value == NETWORK
        return Choice(
            factor=self.factors.value,
            method=self.method.value,
            model=(self.model.value or None) if uses_network else None,
            keep_known=self.outlook.can_keep and self.keep.isChecked(),
        )

    def set_picture(self, shape: tuple[int, ...] | None, dtype: np.dtype[np.generic]) -> None:
        """Say what would be enlarged: (H, W, C) and depth of a picture, or None."""
        self._picture = None if shape is None else (shape, dtype)
        self._update()

    @Slot()
    def refresh(self) -> None:
        """Read again which models there are."""
        self.factors.mark(each.factor for each in enlargers())
        for factor in FACTORS:
            try:
                words = honest_words(plan_upscale(factor))
            except UserError:
                words = ""
            self.factors.button(factor).setToolTip(words)
        self._list_models()
        self._update()

    def _list_models(self) -> None:
        """Offer the models that are trained for the factor."""
        before, factor = self.model.value if self.model.count() else BEST, self.factors.value
        self.model.clear()
        self.model.add(self._automatic(), BEST, self.tr("Those that fit the factor best"))
        for each in enlargers():
            if each.factor == factor:
                text = each.name if each.bundled else self.tr("{name} (own)")
                self.model.add(text.format(name=each.name), each.name, str(each.path))
        if not self.model.show_value(before):
            self.model.show_value(BEST)

    def _automatic(self) -> str:
        try:
            passes = plan_upscale(self.factors.value).passes
        except UserError:
            return self.tr("Automatic")
        # How often each is used the words below say.
        names = " + ".join(dict.fromkeys(each.name for each in passes))
        return self.tr("Automatic: {names}").format(names=names)

    def set_locked(self, locked: bool) -> None:
        """Let nothing be changed while something runs."""
        self._locked = locked
        self._enable()

    def _enable(self) -> None:
        free = not self._locked
        self.factors.setEnabled(free)
        self.method.setEnabled(free)
        self.model.setEnabled(free and self.method.value == NETWORK)
        self.keep.setEnabled(free and self.outlook.can_keep)

    def _update(self) -> None:
        self.outlook = Outlook(None, 0, "")
        if self._picture is None:
            for label in (self.size_text, self.costs, self.problem):
                label.clear()
            self.words.show_state("idle", "")
        else:
            self._look_ahead(*self._picture)
        self._enable()
        self.problem.setVisible(bool(self.outlook.problem))

    def _look_ahead(self, shape: tuple[int, ...], dtype: np.dtype[np.generic]) -> None:
        factor = self.factors.value
        self.outlook = outlook = look_ahead(self.choice, shape, dtype)
        height, width = shape[0] * factor, shape[1] * factor
        self.size_text.setText(size_words(width, height))
        plain = bytes_words(height * width * shape[2] * np.dtype(dtype).itemsize)
        costs = self.tr("{plain} uncompressed").format(plain=plain)
        if outlook.memory:
            costs = self.tr("{plain} uncompressed, about {memory} of memory while it runs").format(
                plain=plain, memory=bytes_words(outlook.memory)
            )
        self.costs.setText(costs)
        self._show_words(outlook.plan)
        self.problem.setText(outlook.problem)

    def _show_words(self, plan: UpscalePlan | None) -> None:
        trained = plan is not None and len(plan.passes) == 1 and not plan.reduces
        self.words.show_state(
            "ready" if trained else "idle", "" if plan is None else honest_words(plan)
        )

    @Slot()
    def _on_factor(self) -> None:
        self._settings.set("upscale.factor", self.factors.value)
        self._list_models()
        self._tell()

    @Slot()
    def _on_method(self) -> None:
        self._settings.set("upscale.method", self.method.value)
        self._tell()

    @Slot()
    def _on_model(self) -> None:
        self._tell()

    @Slot()
    def _on_keep(self) -> None:
        self._settings.set("upscale.keep_known", self.keep.isChecked())
        self._tell()

    def _tell(self) -> None:
        self._update()
        self.changed.emit()


def _label(name: str, *, role: str = "") -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAccessibleName(name)
    if role:
        label.setProperty("role", role)
    return label
