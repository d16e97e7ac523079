"""The window: what there is of it at first, how it starts, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.settings import Settings
from pconv_studio.gui.actions import fill_menu_bar, make_actions
from pconv_studio.gui.notice_bar import NoticeBar
from pconv_studio.gui.shortcuts import apply_shortcuts
from pconv_studio.gui.start_page import StartPage

if TYPE_CHECKING:
    from pconv_studio.core.recovery import RecoveryStore
    from pconv_studio.gui.autosave import Autosave
    from pconv_studio.gui.background import Background
    from pconv_studio.gui.canvas.area import CanvasArea
    from pconv_studio.gui.canvas.navigator import Navigator
    from pconv_studio.gui.controller import Controller
    from pconv_studio.gui.depth_view import DepthView
    from pconv_studio.gui.dialogs import Dialogs
    from pconv_studio.gui.file_flow import FileFlow
    from pconv_studio.gui.fill_flow import FillFlow
    from pconv_studio.gui.fill_service import FillService
    from pconv_studio.gui.layers_dock import LayersDock
    from pconv_studio.gui.mask_actions import MaskActions
    from pconv_studio.gui.mask_dock import MaskDock
    from pconv_studio.gui.model_dock import ModelDock
    from pconv_studio.gui.options_bar import OptionsBar
    from pconv_studio.gui.status_bar import StatusBar
    from pconv_studio.gui.tools.base import Tool
    from pconv_studio.gui.window_links import WindowLinks

LAYOUT_VERSION = 1


class MainWindow(QMainWindow):
    """Tools left, options on top, the canvas in the middle, docks right, status below.

    It comes in two stages. Menus and the start page need Qt alone and are there at once; the rest
    needs numpy, OpenCV and most of this package, and is built by :meth:`furnish`, which the
    program calls when the first stage is on the screen.
    """

    controller: Controller
    background: Background
    service: FillService
    fills: FillFlow
    files: FileFlow
    autosave: Autosave
    dialogs: Dialogs
    area: CanvasArea
    tools: dict[str, Tool]
    tool: Tool
    mask_actions: MaskActions
    status: StatusBar
    tool_bar: QToolBar
    options_bar: OptionsBar
    navigator: Navigator
    layers: LayersDock
    mask_dock: MaskDock
    model_dock: ModelDock
    docks: dict[str, QDockWidget]
    depth_view: DepthView
    links: WindowLinks
    recovery: RecoveryStore

    def __init__(
        self,
        settings: Settings,
        *,
        service: FillService | None = None,
        recovery: RecoveryStore | None = None,
        furnished: bool = True,
    ) -> None:
        """Make the window.

        Args:
            settings: What people have set; the window keeps its layout there.
            service: What fills; a real one when left out.
            recovery: Where work is backed up; the platform's place when left out.
            furnished: Whether to build all of it now.
        """
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("PConv Studio")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.resize(1400, 900)
        self.settings = settings
        self._given = service, recovery
        self._shown = self._closing = self._in_close = self._is_furnished = False
        self.actions_by_id = make_actions(self)
        self._build_centre()
        self._build_menus()
        apply_shortcuts(self.actions_by_id, settings)
        geometry = settings.get("window.geometry")
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if furnished:
            self.furnish()

    def furnish(self) -> None:
        """Build everything that needs more than Qt; once."""
        from pconv_studio.gui.furnishing import furnish

        assert not self._is_furnished, "once is enough"
        service, recovery = self._given
        furnish(self, service=service, recovery=recovery)
        self._is_furnished = True
        self._lay_out()
        self.choose_tool("brush")
        self.links.show_document(None)
        if self._shown:
            # Docks that join a window on the screen get their sizes with the next events.
            QTimer.singleShot(0, self._lay_out)
            self._warm_up_soon()

    def _lay_out(self) -> None:
        """Lay out bars and docks as at first, then as they were left."""
        from pconv_studio.gui.furnishing import size_docks

        size_docks(self)
        state = self.settings.get("window.state")
        if state:
            self.restoreState(QByteArray.fromBase64(state.encode()), LAYOUT_VERSION)

    def action(self, action_id: str) -> QAction:
        """The action of an id."""
        return self.actions_by_id[action_id]

    def start(self, photos: Sequence[Path]) -> None:
        """Open what the command line named, or offer work that was left over."""
        leftovers = self.recovery.leftovers()
        if leftovers:
            self.dialogs.offer_leftovers(leftovers)
        self.files.open_several(photos)

    # What lies where.

    def _build_centre(self) -> None:
        self.start_page = StartPage(self.action("file.open"), self.action("file.sample"))
        self.stage = QStackedWidget()
        self.stage.addWidget(self.start_page)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage)
        self.notices = NoticeBar(centre)
        self.setCentralWidget(centre)
        self.start_page.show_recent([Path(name) for name in self.settings.get("files.recent")])

    def _build_menus(self) -> None:
        self.recent_menu = QMenu(self.tr("Open &recent"), self)
        self.docks_menu = QMenu(self.tr("&Docks"), self)
        submenus = {"recent": self.recent_menu, "docks": self.docks_menu}
        fill_menu_bar(self.menuBar(), self.actions_by_id, submenus)

    def choose_tool(self, tool_id: str) -> None:
        """Take another tool; what the last one had under way is dropped."""
        for tool in self.tools.values():
            tool.cancel()
        self.tool = self.tools[tool_id]
        self.action(f"tool.{tool_id}").setChecked(True)
        self.area.set_tool(self.tool)
        self.options_bar.show_tool(tool_id)

    # Photos that are dropped on the window.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        mime = event.mimeData()
        if mime.hasImage() or any(url.isLocalFile() for url in mime.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file; several go to the batch window."""
        event.acceptProposedAction()
        self.dialogs.take_drop(event.mimeData())

    # The layout, and the end.

    def reset_layout(self) -> None:
        """Put bars and docks back where they were at first."""
        from pconv_studio.gui.furnishing import arrange, size_docks

        arrange(self)
        # Docks that change places get their sizes with the next events.
        QTimer.singleShot(0, self, lambda: size_docks(self))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on with Tab past docks that lie behind another one's tab.

        Qt only moves those out of sight, and the focus would be lost in them.
        """
        passed: set[QWidget | None] = set()
        while super().focusNextPrevChild(forward):
            now = QApplication.focusWidget()
            if now in passed or not self._is_behind(now):
                return True
            passed.add(now)
        return False

    def _is_behind(self, widget: QWidget | None) -> bool:
        if widget is None or not self._is_furnished:
            return False
        docks = (dock for dock in self.docks.values() if dock.isAncestorOf(widget))
        return any(dock.visibleRegion().isEmpty() for dock in docks)

    def showEvent(self, event: QShowEvent) -> None:
        """Have the model loaded once the window is there."""
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            if self._is_furnished:
                self._warm_up_soon()

    def _warm_up_soon(self) -> None:
        # Torch is imported in the worker, and only when the window has been painted.
        QTimer.singleShot(50, self.warm_up)

    def warm_up(self) -> None:
        """Load the chosen model in the worker, where torch is imported too."""
        self.service.warm_up(
            self.settings.get("fill.model") or None, self.settings.get("fill.device")
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work, then end every thread."""
        if not self._is_furnished:
            event.accept()
            return
        self._in_close = True
        if self.dialogs.may_quit():
            self.files.leave(self._may_close)
        self._in_close = False
        if self._closing:
            self._shut_down()
            event.accept()
        else:
            event.ignore()

    def _may_close(self) -> None:
        self._closing = True
        if not self._in_close:
            # The answer came later, after the work had been saved.
            self.close()

    def keep_layout(self) -> None:
        """Remember size, bars and docks for the next time."""
        for key, data in (
            ("window.geometry", self.saveGeometry()),
            ("window.state", self.saveState(LAYOUT_VERSION)),
        ):
            self.settings.set(key, bytes(data.toBase64().data()).decode())
        self.settings.save()

    def _shut_down(self) -> None:
        self.keep_layout()
        # A library that cannot be interrupted may take seconds; nobody has to look at that.
        self.hide()
        # It would go on telling of its steps while it is taken apart.
        self.controller.stack.blockSignals(True)
        self.dialogs.shutdown()
        self.service.shutdown()
        self.fills.shutdown()
        self.links.shutdown()
        self.model_dock.shutdown()
        self.area.shutdown()
        self.background.shutdown()
        self.autosave.finish()
