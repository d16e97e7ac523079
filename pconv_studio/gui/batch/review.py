"""The finished photos of a batch side by side with what they were."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pconv_studio.gui.batch.items import ITEM_ROLE, BatchModel, Column, Item, State

Index = QModelIndex | QPersistentModelIndex

_PICTURE = 148
_GAP = 6


def picture(item: Item, which: str) -> QPixmap:
    """Return the small picture ``before`` or ``after``; null where there is none."""
    key = f"pconv-batch/{item.id}/{item.saved}/{which}"
    found = QPixmap()
    if not QPixmapCache.find(key, found):
        found.loadFromData(item.before if which == "before" else item.after)
        QPixmapCache.insert(key, found)
    return found


class FinishedPhotos(QSortFilterProxyModel):
    """Only what is done."""

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Return whether a photo is done."""
        model = self.sourceModel()
        item = model.data(model.index(source_row, 0, source_parent), ITEM_ROLE)
        return isinstance(item, Item) and item.state is State.DONE


class PairDelegate(QStyledItemDelegate):
    """Paints before and after side by side, with the photo's name below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a pair of pictures with its line of text."""
        text = QFontMetrics(option.font).height()
        return QSize(2 * _PICTURE + 3 * _GAP, _PICTURE + text + 3 * _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a pair."""
        item = index.data(ITEM_ROLE)
        rect, state, palette = option.rect, option.state, option.palette
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_selected:
            painter.fillRect(rect, palette.brush(QPalette.ColorRole.Highlight))
        for number, which in enumerate(("before", "after")):
            corner = rect.topLeft() + QPoint(_GAP + number * (_PICTURE + _GAP), _GAP)
            self._paint_picture(painter, QRect(corner, QSize(_PICTURE, _PICTURE)), item, which)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        line = rect.adjusted(_GAP, _PICTURE + 2 * _GAP, -_GAP, -_GAP)
        name = painter.fontMetrics().elidedText(
            item.photo.name, Qt.TextElideMode.ElideMiddle, line.width()
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(palette.color(QPalette.ColorRole.Link))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_picture(self, painter: QPainter, area: QRect, item: Item, which: str) -> None:
        drawn = picture(item, which)
        if drawn.isNull():
            painter.setPen(QApplication.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("no preview"))
            return
        size = drawn.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(area.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, drawn)


class ReviewGrid(QListView):
    """The finished photos as pairs of pictures; double click or Enter asks to open one."""

    openRequested = Signal(object)
    """Path of the result."""

    def __init__(self, model: BatchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finished = FinishedPhotos(self)
        self._finished.setSourceModel(model)
        self.setModel(self._finished)
        self.setModelColumn(Column.PHOTO)
        self.setItemDelegate(PairDelegate(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(4)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Finished photos, before and after"))
        self.activated.connect(self._open)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        saved = index.data(ITEM_ROLE).saved
        if isinstance(saved, Path):
            self.openRequested.emit(saved)
