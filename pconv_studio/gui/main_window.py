"""The window: what lies where, how it starts, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer
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

from pconv_studio.core.recovery import RecoveryStore
from pconv_studio.core.settings import Settings, state_folder
from pconv_studio.gui.actions import fill_menu_bar, make_actions
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
from pconv_studio.gui.history_dock import HistoryDock
from pconv_studio.gui.layers_dock import LayersDock
from pconv_studio.gui.mask_actions import MaskActions
from pconv_studio.gui.mask_dock import MaskDock
from pconv_studio.gui.model_dock import ModelDock
from pconv_studio.gui.notice_bar import NoticeBar
from pconv_studio.gui.options_bar import OptionsBar
from pconv_studio.gui.shortcuts import KeyGuard, apply_shortcuts
from pconv_studio.gui.start_page import StartPage
from pconv_studio.gui.status_bar import StatusBar
from pconv_studio.gui.tools.toolbox import make_tools
from pconv_studio.gui.window_actions import WindowActions
from pconv_studio.gui.window_links import WindowLinks

LAYOUT_VERSION = 1
DOCK_WIDTH = 320
DOCK_HEIGHTS = (130, 500, 210)


class MainWindow(QMainWindow):
    """Tools left, options on top, the canvas in the middle, docks right, status below."""

    def __init__(
        self,
        settings: Settings,
        *,
        service: FillService | None = None,
        recovery: RecoveryStore | None = None,
    ) -> None:
        """Make the window.

        Args:
            settings: What people have set; the window keeps its layout there.
            service: What fills; a real one when left out.
            recovery: Where work is backed up; the platform's place when left out.
        """
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.resize(1400, 900)
        self.settings = settings
        self.recovery = recovery or RecoveryStore(state_folder() / "recovery")
        self.controller = Controller(settings, self)
        self.background = Background(self)
        self.service = service if service is not None else FillService(self)
        self.fills = FillFlow(self.controller, self.service)
        self.files = FileFlow(self.controller, self.background, self)
        self.autosave = Autosave(self.controller, self.recovery, self.background)
        self.dialogs = Dialogs(self)
        self.actions_by_id = make_actions(self)
        self.area = CanvasArea()
        self.tools = make_tools(self.controller)
        self.mask_actions = MaskActions(self.controller, self)
        self._shown = self._closing = self._in_close = False
        self._build_centre()
        self._build_bars()
        self._build_docks()
        self._build_menus()
        self.depth_view = DepthView(self)
        self.mask_actions.connect_dock(self.mask_dock)
        self.links = WindowLinks(self)
        self.action_links = WindowActions(self)
        apply_shortcuts(self.actions_by_id, settings)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._key_guard = KeyGuard(app)
        self._default_state = self.saveState(LAYOUT_VERSION)
        self._restore_layout()
        self.choose_tool("brush")
        self.links.show_document(None)

    def action(self, action_id: str) -> QAction:
        """The action of an id."""
        return self.actions_by_id[action_id]

    def start(self, photos: Sequence[Path]) -> None:
        """Open what the command line named, or offer work that was left over."""
        leftovers = self.recovery.leftovers()
        if leftovers:
            self.dialogs.offer_leftovers(leftovers)
        if photos:
            self.files.open(photos[0])

    # What lies where.

    def _build_centre(self) -> None:
        self.start_page = StartPage(self.action("file.open"), self.action("file.sample"))
        self.notices = NoticeBar()
        self.stage = QStackedWidget()
        self.stage.addWidget(self.start_page)
        self.stage.addWidget(self.area)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.stage, 1)
        self.setCentralWidget(centre)

    def _build_bars(self) -> None:
        bar = QToolBar(self.tr("Tools"))
        bar.setObjectName("toolBar")
        bar.setOrientation(Qt.Orientation.Vertical)
        for tool_id in self.tools:
            bar.addAction(self.action(f"tool.{tool_id}"))
        bar.addSeparator()
        for action_id in ("edit.undo", "edit.redo"):
            bar.addAction(self.action(action_id))
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
        self.options_bar = OptionsBar(self.controller.options)
        self.options_bar.setObjectName("optionsBar")
        self.options_bar.addSeparator()
        for action_id in ("view.single", "view.side_by_side", "view.split", "view.difference"):
            self.options_bar.addAction(self.action(action_id))
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.options_bar)
        self.status = StatusBar()
        self.setStatusBar(self.status)

    def _build_docks(self) -> None:
        self.history = HistoryDock(self.controller.stack)
        self.layers = LayersDock()
        self.mask_dock = MaskDock(self.settings)
        self.model_dock = ModelDock(self.settings)
        self.navigator = Navigator(self.area.model, self.area.view)
        self.docks = {
            "navigator": self._dock("navigator", self.tr("Navigator"), self.navigator),
            "model": self._dock("model", self.tr("Model and device"), self.model_dock),
            "mask": self._dock("mask", self.tr("Mask"), self.mask_dock),
            "layers": self._dock("layers", self.tr("Fills"), self.layers),
            "history": self._dock("history", self.tr("History"), self.history),
        }
        self.tabifyDockWidget(self.docks["model"], self.docks["mask"])
        self.tabifyDockWidget(self.docks["layers"], self.docks["history"])
        self.docks["model"].raise_()
        self.docks["layers"].raise_()
        right = [self.docks["navigator"], self.docks["model"], self.docks["layers"]]
        self.resizeDocks(right, [DOCK_WIDTH] * len(right), Qt.Orientation.Horizontal)
        self.resizeDocks(right, [*DOCK_HEIGHTS], Qt.Orientation.Vertical)

    def _dock(self, name: str, title: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"{name}Dock")
        dock.setWidget(widget)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        return dock

    def _build_menus(self) -> None:
        self.recent_menu = QMenu(self.tr("Open &recent"), self)
        docks = QMenu(self.tr("&Docks"), self)
        for dock in self.docks.values():
            docks.addAction(dock.toggleViewAction())
        fill_menu_bar(
            self.menuBar(), self.actions_by_id, {"recent": self.recent_menu, "docks": docks}
        )

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

    def _restore_layout(self) -> None:
        geometry, state = self.settings.get("window.geometry"), self.settings.get("window.state")
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if state:
            self.restoreState(QByteArray.fromBase64(state.encode()), LAYOUT_VERSION)

    def reset_layout(self) -> None:
        """Put bars and docks back where they were at first."""
        self.restoreState(self._default_state, LAYOUT_VERSION)

    def showEvent(self, event: QShowEvent) -> None:
        """Have the model loaded once the window is there."""
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            # Torch is imported in the worker, and only when the window has been painted.
            QTimer.singleShot(50, self.warm_up)

    def warm_up(self) -> None:
        """Load the chosen model in the worker, where torch is imported too."""
        self.service.warm_up(
            self.settings.get("fill.model") or None, self.settings.get("fill.device")
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work, then end every thread."""
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
        self.area.shutdown()
        self.background.shutdown()
        self.autosave.finish()
