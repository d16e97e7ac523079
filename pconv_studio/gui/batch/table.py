"""The table of a batch: photos can be dropped on it, each shows how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionProgressBar,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from pconv_studio.core.decode import READABLE_EXTENSIONS
from pconv_studio.core.errors import UserError
from pconv_studio.gui.batch.items import (
    ITEM_ROLE,
    SHARE_ROLE,
    BatchModel,
    Column,
    Item,
    state_texts,
)
from pconv_studio.gui.messages import translated_message
from pconv_studio.inference.photo_files import photos_in

Index = QModelIndex | QPersistentModelIndex


def photos_among(paths: Iterable[Path]) -> tuple[list[Path], list[str]]:
    """Return the photos among files and folders, those of a folder by name, and what was none.

    Args:
        paths: Files and folders; folders inside folders are left out.

    Returns:
        The photos, and a message for each path that gave none.
    """
    photos, problems = [], []
    for path in paths:
        try:
            if path.is_dir():
                photos += photos_in(path)
            elif path.suffix.lower() in READABLE_EXTENSIONS:
                photos.append(path)
            else:
                text = QCoreApplication.translate(
                    "BatchTable", "{path}: this is no photo of a kind that can be opened"
                )
                problems.append(text.format(path=path))
        except UserError as error:
            problems.append(translated_message(error))
        except OSError as error:
            problems.append(translated_message(f"{path}: {error.strerror or error}"))
    return photos, problems


def local_paths(urls: Iterable[QUrl]) -> list[Path]:
    """Return the files and folders among addresses."""
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


class ProgressDelegate(QStyledItemDelegate):
    """Paints the share done as a bar."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a bar; nothing where there is no share."""
        super().paint(painter, option, index)
        share = index.data(SHARE_ROLE)
        if share is None:
            return
        bar = QStyleOptionProgressBar()
        bar.rect = option.rect.adjusted(4, 5, -4, -5)
        bar.palette = option.palette
        bar.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Horizontal
        bar.minimum, bar.maximum, bar.progress = 0, 100, round(100 * share)
        bar.textVisible = False
        QApplication.style().drawControl(QStyle.ControlElement.CE_ProgressBar, bar, painter)

    def displayText(self, value: object, locale: object) -> str:
        """Return nothing: the bar says it, and the number is for screen readers."""
        return ""


class BatchTable(QTableView):
    """The photos of a batch."""

    dropped = Signal(list)
    """Files and folders."""
    opened = Signal(object)
    """An Item, by double click or Enter."""
    removeRequested = Signal()

    def __init__(self, model: BatchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegateForColumn(Column.PROGRESS, ProgressDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Photos of the batch"))
        self.verticalHeader().setDefaultSectionSize(26)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        longest = max(map(self.fontMetrics().horizontalAdvance, state_texts()))
        widths = ((Column.STATE, longest + 44), (Column.PHOTO, 190), (Column.PROGRESS, 90))
        for column, width in widths:
            self.setColumnWidth(column, width)
        header.setStretchLastSection(True)
        self.activated.connect(self._on_activated)

    def chosen(self) -> list[Item]:
        """Return the photos that are selected."""
        rows = self.selectionModel().selectedRows()
        return [index.data(ITEM_ROLE) for index in rows]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows; while there are none, what to do about it."""
        super().paintEvent(event)
        if self.model().rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        area: QRect = self.viewport().rect().adjusted(20, 20, -20, -20)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self.tr("Drop photos or folders here"))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove what is selected with the key that deletes."""
        if event.matches(QKeySequence.StandardKey.Delete):
            self.removeRequested.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if local_paths(event.mimeData().urls()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files and folders anywhere on the table."""
        if local_paths(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped."""
        paths = local_paths(event.mimeData().urls())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ITEM_ROLE))
