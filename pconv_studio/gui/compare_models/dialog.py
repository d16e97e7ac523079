"""The dialog: choose, run, look, take one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.gui.compare_models.candidates import Candidate, candidates, first_choice
from pconv_studio.gui.compare_models.card import Card, CardState
from pconv_studio.gui.compare_models.chooser import Chooser
from pconv_studio.gui.compare_models.grid import CardGrid
from pconv_studio.gui.compare_models.large import LargeView
from pconv_studio.gui.compare_models.picture import Picture
from pconv_studio.gui.compare_models.runner import Runner
from pconv_studio.gui.compare_models.snapshot import Array, Snapshot, ToScreen
from pconv_studio.gui.hold_key import HoldKey
from pconv_studio.gui.icons import icon

if TYPE_CHECKING:
    from pconv_studio.core.settings import Settings
    from pconv_studio.gui.fill_service import FillService
    from pconv_studio.inference.contract import FillResult

SIZE = QSize(1120, 720)
SHARE_OF_SCREEN = 0.92
HOLD_KEY = Qt.Key.Key_Backslash


class CompareModels(QDialog):
    """Fills one hole with several methods through the fill service, and gives back the best.

    Not modal: painting can go on, but what is compared is the hole as it was.
    """

    chosen = Signal(object, object)
    """FillResult, whole, and Candidate: this one is to be used."""

    def __init__(
        self,
        service: FillService,
        settings: Settings,
        *,
        image: Array,
        hole: Array,
        to_screen: ToScreen | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the dialog; nothing runs before :meth:`start`.

        Args:
            service: Runs the fills.
            settings: The method and model in use, the device, the colour of the mask.
            image: (H, W, 3|4) of any depth a photo may have; it must not change any more.
            hole: (H, W) bool, not empty; likewise.
            to_screen: From (h, w, 3|4) uint8 in the photo's colours to the monitor's.
            parent: The window it belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Compare models"))
        self.setSizeGripEnabled(True)
        self._snapshot = Snapshot(image, hole, to_screen)
        self._original = self._snapshot.original()
        self._results: dict[Candidate, FillResult] = {}
        self._selected = -1
        current = Candidate(settings.get("fill.method"), settings.get("fill.model") or None)
        offered = candidates(current)
        self.chooser = Chooser(offered, first_choice(current, offered))
        self.runner = Runner(service, self._snapshot, settings.get("fill.device"), self)
        self.grid = CardGrid(self._original.width() / self._original.height())
        self.large = LargeView()
        self.before = Picture()
        opacity = settings.get("canvas.overlay_opacity") / 100
        colour = QColor(settings.get("canvas.overlay_colour"))
        self.before.set_images(self._snapshot.tinted(colour, opacity), self._original)
        self.before.setAccessibleName(self.tr("The hole"))
        self._build()
        self._connect()
        HoldKey(HOLD_KEY, self, self._hold)
        self._update()
        # Qt would not go beyond two thirds of the screen by itself.
        self.resize(SIZE.boundedTo(self.screen().availableSize() * SHARE_OF_SCREEN))

    @property
    def is_running(self) -> bool:
        """Whether a candidate is under way."""
        return self.runner.is_running

    @property
    def is_done(self) -> bool:
        """Whether it was started and all candidates have ended, one way or another."""
        return bool(self.grid.cards) and not self.is_running

    @Slot()
    def start(self) -> None:
        """Fill with the candidates that are ticked; those that were filled before are kept."""
        if self.is_running:
            return
        wanted = self.chooser.chosen()
        cards = [Card(number, item, self._original) for number, item in enumerate(wanted)]
        self._selected = -1
        self.grid.set_cards(cards)
        self._pages.setCurrentWidget(self.grid)
        for card in cards:
            if card.candidate in self._results:
                self._show_result(card)
        self.runner.start(item for item in wanted if item not in self._results)
        self._update()

    @Slot()
    def cancel(self) -> None:
        """Stop; what is filled stays."""
        self.runner.cancel()

    @Slot()
    def use(self) -> None:
        """Give the selected result away, and close."""
        card = self._selected_card()
        if card is not None and card.candidate in self._results:
            whole = self._snapshot.whole(self._results[card.candidate])
            self.accept()
            self.chosen.emit(whole, card.candidate)

    # What it looks like.

    def _build(self) -> None:
        self._pages = QStackedWidget()
        for page in (self.before, self.grid, self.large):
            self._pages.addWidget(page)
        self.hold_button = QPushButton(icon("original"), self.tr("Hold for original"))
        self.hold_button.setToolTip(self.tr("Shows the original while it is pressed (\\)"))
        self.hold_button.setAutoDefault(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        self.use_button = QPushButton(icon("check"), self.tr("Use this"))
        self.use_button.setAutoDefault(False)
        self.buttons.addButton(self.use_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.hold_button, QDialogButtonBox.ButtonRole.ActionRole)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.chooser)
        middle.addWidget(self._pages, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addLayout(middle, 1)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.chooser.startRequested.connect(self.start)
        self.chooser.cancelRequested.connect(self.cancel)
        self.runner.progressed.connect(self._on_progress)
        self.runner.filled.connect(self._on_filled)
        self.runner.failed.connect(self._on_failed)
        self.runner.cancelled.connect(self._on_cancelled)
        self.runner.ended.connect(self._update)
        self.grid.selected.connect(self._on_selected)
        self.grid.opened.connect(self._on_opened)
        self.large.stepRequested.connect(self._on_step)
        self.large.closed.connect(self._show_all)
        self.hold_button.pressed.connect(self._on_hold)
        self.hold_button.released.connect(self._on_let_go)
        self.use_button.clicked.connect(self.use)
        self.buttons.rejected.connect(self.reject)

    @Slot()
    def _update(self) -> None:
        self.chooser.set_running(self.is_running)
        card = self._selected_card()
        self.use_button.setEnabled(card is not None and card.state is CardState.DONE)
        done = any(card.state is CardState.DONE for card in self.grid.cards)
        self.hold_button.setEnabled(done or self._pages.currentWidget() is self.before)
        for each in self.grid.cards:
            each.set_selected(each is card)

    def _selected_card(self) -> Card | None:
        cards = self.grid.cards
        return cards[self._selected] if 0 <= self._selected < len(cards) else None

    def _card_of(self, candidate: Candidate) -> Card | None:
        return next((card for card in self.grid.cards if card.candidate == candidate), None)

    def _show_result(self, card: Card) -> None:
        result = self._results[card.candidate]
        card.set_done(self._snapshot.shown(result), result.seconds)

    # What the runner says.

    @Slot(object, float, str)
    def _on_progress(self, candidate: Candidate, share: float, text: str) -> None:
        card = self._card_of(candidate)
        if card is not None:
            card.set_progress(share, text)

    @Slot(object, object)
    def _on_filled(self, candidate: Candidate, result: FillResult) -> None:
        self._results[candidate] = result
        card = self._card_of(candidate)
        if card is not None:
            self._show_result(card)
        self._update()

    @Slot(object, str)
    def _on_failed(self, candidate: Candidate, message: str) -> None:
        card = self._card_of(candidate)
        if card is not None:
            card.set_failed(message)
        self._update()

    @Slot(object)
    def _on_cancelled(self, candidate: Candidate) -> None:
        card = self._card_of(candidate)
        if card is not None:
            card.set_cancelled()
        self._update()

    # What a person does.

    @Slot(int)
    def _on_selected(self, number: int) -> None:
        self._selected = number
        self._update()

    @Slot(int)
    def _on_opened(self, number: int) -> None:
        self._on_selected(number)
        card = self._selected_card()
        if card is None or card.image is None:
            return
        status = self.tr("{time} on {device}").format(
            time=card.status.text(), device=self._results[card.candidate].device.upper()
        )
        self.large.show_result(card.image, self._original, card.candidate.title, status)
        self._pages.setCurrentWidget(self.large)
        self.large.setFocus()

    @Slot(int)
    def _on_step(self, step: int) -> None:
        done = [card.number for card in self.grid.cards if card.state is CardState.DONE]
        if self._selected in done:
            self._on_opened(done[(done.index(self._selected) + step) % len(done)])

    @Slot()
    def _show_all(self) -> None:
        self._pages.setCurrentWidget(self.grid)
        card = self._selected_card()
        if card is not None:
            card.setFocus()

    @Slot()
    def _on_hold(self) -> None:
        self._hold(True)

    @Slot()
    def _on_let_go(self) -> None:
        self._hold(False)

    def _hold(self, on: bool) -> None:
        for picture in (self.before, self.large.picture):
            picture.hold_original(on)
        for card in self.grid.cards:
            if card.state is CardState.DONE:
                card.picture.hold_original(on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one step: from large to all, from running to stopped, then closes."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._pages.currentWidget() is self.large:
            self._show_all()
        elif self.is_running:
            self.cancel()
        else:
            self.reject()

    def done(self, result: int) -> None:
        """Nothing runs on for a dialog that is closed."""
        self.cancel()
        super().done(result)
