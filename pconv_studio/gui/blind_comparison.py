"""Tools > Blind comparison: which of two pictures looks more real (section 4.3, Figure 9)."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.errors import UserError
from pconv_studio.core.study import (
    DURATIONS,
    TRUTH,
    Answer,
    Mode,
    Side,
    Trial,
    answer_of,
    append_answer,
    picture_file,
    plan_trials,
    preference_rates,
)
from pconv_studio.gui.blind_setup import SetupPage
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.picture_pair import PicturePair

PAUSE = 600
"""Milliseconds of grey with a mark before a pair of the limited setting appears."""


class BlindComparison(QDialog):
    """A dialog beside the main window: setup, trials, results.

    Each answer is written as it is given; stopping early loses none.

    Args:
        parent: The main window.
        seed: Of the trials; random if None.
        pause: Milliseconds before a pair of the limited setting appears.
        durations: Milliseconds of the limited setting.
    """

    answered = Signal(object)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        seed: int | None = None,
        pause: int = PAUSE,
        durations: tuple[int, ...] = DURATIONS,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Blind comparison"))
        self.setModal(False)
        self._seed = seed
        self._durations = durations
        self._trials: list[Trial] = []
        self._place = 0
        self._given: list[Answer] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause)
        self._pause.timeout.connect(self._show_pair)
        self.setup = SetupPage()
        self.setup.startRequested.connect(self.start)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.setup)
        self.pages.addWidget(self._build_trial_page())
        self.pages.addWidget(self._build_result_page())
        layout = QVBoxLayout(self)
        layout.addWidget(self.pages)
        self.resize(1120, 680)

    def _build_trial_page(self) -> QWidget:
        page = QWidget()
        self.question = QLabel(self.tr("Which picture looks more real?"))
        self.question.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = self.question.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self.question.setFont(font)
        self.counter = QLabel()
        self.counter.setAccessibleName(self.tr("Progress"))
        self.pair = PicturePair()
        self.left_button = QPushButton(self.tr("← Left"))
        self.right_button = QPushButton(self.tr("Right →"))
        self.stop_button = QPushButton(self.tr("Stop"))
        self.stop_button.setToolTip(self.tr("End the comparison; the answers so far are kept"))
        self.left_button.clicked.connect(self.choose_left)
        self.right_button.clicked.connect(self.choose_right)
        self.stop_button.clicked.connect(self.finish)
        for button in (self.left_button, self.right_button, self.stop_button):
            button.setAutoDefault(False)
        # The arrow keys would move the focus from button to button else.
        for key, slot in (
            (Qt.Key.Key_Left, self.choose_left),
            (Qt.Key.Key_Right, self.choose_right),
        ):
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
            shortcut.setAutoRepeat(False)
        self.pair.appeared.connect(self._update_buttons)
        answers = QHBoxLayout()
        answers.addStretch(1)
        for button in (self.left_button, self.right_button):
            button.setMinimumWidth(140)
            answers.addWidget(button)
        answers.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.counter)
        foot.addStretch(1)
        foot.addWidget(self.stop_button)
        layout = QVBoxLayout(page)
        layout.addWidget(self.question)
        layout.addWidget(self.pair, 1)
        layout.addLayout(answers)
        layout.addLayout(foot)
        return page

    def _build_result_page(self) -> QWidget:
        page = QWidget()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = QTableWidget(0, 5)
        self.table.setAccessibleName(self.tr("Preference rates"))
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Comparison"),
                self.tr("Time"),
                self.tr("Preferred"),
                self.tr("95 % interval"),
                self.tr("Answers"),
            ]
        )
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().setVisible(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.again = QPushButton(self.tr("&New comparison"))
        close = QPushButton(self.tr("&Close"))
        self.again.clicked.connect(self._to_setup)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.again)
        buttons.addWidget(close)
        layout = QVBoxLayout(page)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        return page

    @property
    def trial(self) -> Trial | None:
        """The trial that is under way."""
        running = self.pages.currentIndex() == 1 and self._place < len(self._trials)
        return self._trials[self._place] if running else None

    @Slot()
    def start(self) -> None:
        """Draw the trials and begin; what is wrong is said on the page."""
        page = self.setup
        mode: Mode = "unlimited" if page.unlimited.isChecked() else "limited"
        seed = secrets.randbits(32) if self._seed is None else self._seed
        try:
            if not page.answers.text().strip():
                raise UserError(self.tr("Choose a file for the answers."))
            self._trials = plan_trials(
                page.items,
                page.chosen_methods(),
                mode=mode,
                count=page.count.value(),
                seed=seed,
                durations=self._durations,
            )
        except UserError as error:
            page.message.setText(translated_message(error))
            return
        self._place, self._given = 0, []
        self.pages.setCurrentIndex(1)
        self.pair.setFocus()
        self._next()

    def _next(self) -> None:
        trial = self.trial
        if trial is None:
            self.finish()
            return
        self.counter.setText(
            self.tr("{number} of {count}").format(number=self._place + 1, count=len(self._trials))
        )
        folder = Path(self.setup.folder.text().strip())
        # Read before the time begins.
        self._pixmaps = [
            QPixmap(str(picture_file(folder, trial.item, name)))
            for name in (trial.left, trial.right)
        ]
        if any(pixmap.isNull() for pixmap in self._pixmaps):
            self._fail(self.tr("A picture of {item} cannot be read.").format(item=trial.item))
            return
        if trial.duration:
            self.pair.clear(cross=True)
            self._pause.start()
        else:
            self._show_pair()
        self._update_buttons()

    @Slot()
    def _show_pair(self) -> None:
        trial = self.trial
        if trial is not None:
            self.pair.show_pair(self._pixmaps[0], self._pixmaps[1], trial.duration)

    @Slot()
    def choose_left(self) -> None:
        """The left picture looks more real."""
        self._answer("left")

    @Slot()
    def choose_right(self) -> None:
        """The right picture looks more real."""
        self._answer("right")

    def _answer(self, choice: Side) -> None:
        trial = self.trial
        # A key held down or pressed too early is no answer to a pair not seen yet.
        if trial is None or not self.pair.has_appeared:
            return
        answer = answer_of(
            trial,
            choice,
            participant=self.setup.participant.text().strip(),
            shown=self.pair.shown(),
            seconds=self.pair.elapsed() / 1000,
        )
        try:
            append_answer(Path(self.setup.answers.text().strip()), answer)
        except UserError as error:
            self._fail(translated_message(error))
            return
        self._given.append(answer)
        self._place += 1
        self.answered.emit(answer)
        self._next()

    @Slot()
    def _update_buttons(self) -> None:
        ready = self.pair.has_appeared
        self.left_button.setEnabled(ready)
        self.right_button.setEnabled(ready)

    @Slot()
    def finish(self) -> None:
        """Show the rates of this session."""
        self._stop()
        rates = preference_rates(self._given)
        self.table.setRowCount(len(rates))
        for row, rate in enumerate(rates):
            first = self.tr("the photo") if rate.first == TRUTH else rate.first
            time = (
                self.tr("{count} ms").format(count=rate.duration)
                if rate.duration
                else self.tr("unlimited")
            )
            cells = (
                self.tr("{first} over {second}").format(first=first, second=rate.second),
                time,
                f"{100 * rate.rate:.0f} %",
                f"{100 * rate.low:.0f}–{100 * rate.high:.0f} %",
                str(rate.count),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.table.setItem(row, column, item)
        self.summary.setText(
            self.tr(
                "Answers added to {file}: {count}. 50 % means that neither was preferred; "
                "all participants together: pconv study preferences."
            ).format(count=len(self._given), file=self.setup.answers.text())
        )
        self.pages.setCurrentIndex(2)
        self.again.setFocus()

    def _fail(self, message: str) -> None:
        self._stop()
        self.setup.message.setText(message)
        self.pages.setCurrentIndex(0)

    def _stop(self) -> None:
        self._pause.stop()
        self.pair.clear()

    @Slot()
    def _to_setup(self) -> None:
        self.pages.setCurrentIndex(0)

    def reject(self) -> None:
        """Escape ends a running comparison before it closes the dialog."""
        if self.trial is not None:
            self.finish()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the timers; answers are on disk already."""
        self._stop()
        super().closeEvent(event)
