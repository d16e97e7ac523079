"""Everything of the window that needs more than Qt: its flows, bars and docks, and their ties.

In a module of its own, so that the window is on the screen before all of this is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QToolBar, QWidget

from pconv_studio.core.recovery import RecoveryStore
from pconv_studio.core.settings import state_folder
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
from pconv_studio.gui.options_bar import OptionsBar
from pconv_studio.gui.shortcuts import KeyGuard
from pconv_studio.gui.status_bar import StatusBar
from pconv_studio.gui.tools.toolbox import make_tools
from pconv_studio.gui.window_actions import WindowActions
from pconv_studio.gui.window_links import WindowLinks

if TYPE_CHECKING:
    from pconv_studio.gui.main_window import MainWindow

DOCK_WIDTH = 320
DOCK_HEIGHTS = (115, 525, 200)


def furnish(
    window: MainWindow, *, service: FillService | None, recovery: RecoveryStore | None
) -> None:
    """Build it all; :class:`MainWindow` says what the arguments are."""
    window.recovery = recovery or RecoveryStore(state_folder() / "recovery")
    window.controller = Controller(window.settings, window)
    window.background = Background(window)
    window.service = service if service is not None else FillService(window)
    window.fills = FillFlow(window.controller, window.service)
    window.files = FileFlow(window.controller, window.background, window)
    window.autosave = Autosave(window.controller, window.recovery, window.background)
    window.dialogs = Dialogs(window)
    window.area = CanvasArea()
    window.stage.addWidget(window.area)
    window.tools = make_tools(window.controller)
    window.mask_actions = MaskActions(window.controller, window)
    _build_bars(window)
    _build_docks(window)
    window.depth_view = DepthView(window)
    window.mask_actions.connect_dock(window.mask_dock)
    window.links = WindowLinks(window)
    WindowActions(window)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    KeyGuard(app)


def _build_bars(window: MainWindow) -> None:
    translate = QCoreApplication.translate
    bar = QToolBar(translate("MainWindow", "Tools"))
    bar.setObjectName("toolBar")
    bar.setOrientation(Qt.Orientation.Vertical)
    for tool_id in window.tools:
        bar.addAction(window.action(f"tool.{tool_id}"))
    bar.addSeparator()
    for action_id in ("edit.undo", "edit.redo"):
        bar.addAction(window.action(action_id))
    bar.addSeparator()
    bar.addAction(window.action("file.upscale"))
    window.tool_bar = bar
    window.options_bar = OptionsBar(window.controller.options)
    window.options_bar.setObjectName("optionsBar")
    window.options_bar.addSeparator()
    for action_id in ("view.single", "view.side_by_side", "view.split", "view.difference"):
        window.options_bar.addAction(window.action(action_id))
    window.status = StatusBar()
    window.setStatusBar(window.status)


def _build_docks(window: MainWindow) -> None:
    translate = QCoreApplication.translate
    history = HistoryDock(window.controller)
    window.layers = LayersDock()
    window.mask_dock = MaskDock(window.settings)
    window.model_dock = ModelDock(window.settings)
    window.navigator = Navigator(window.area.model, window.area.view)
    window.docks = {
        "navigator": _dock(
            window, "navigator", translate("MainWindow", "Navigator"), window.navigator
        ),
        "model": _dock(
            window, "model", translate("MainWindow", "Model and device"), window.model_dock
        ),
        "mask": _dock(window, "mask", translate("MainWindow", "Mask"), window.mask_dock),
        "layers": _dock(window, "layers", translate("MainWindow", "Fills"), window.layers),
        "history": _dock(window, "history", translate("MainWindow", "History"), history),
    }
    for dock in window.docks.values():
        window.docks_menu.addAction(dock.toggleViewAction())
    arrange(window)


def arrange(window: MainWindow) -> None:
    """Put bars and docks where they are at first, whatever has become of them."""
    for area, bar in (
        (Qt.ToolBarArea.LeftToolBarArea, window.tool_bar),
        (Qt.ToolBarArea.TopToolBarArea, window.options_bar),
    ):
        window.addToolBar(area, bar)
        bar.show()
    for dock in window.docks.values():
        dock.setFloating(False)
        # Out of its tabs and the row it may share with others.
        window.removeDockWidget(dock)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.show()
    window.tabifyDockWidget(window.docks["model"], window.docks["mask"])
    window.tabifyDockWidget(window.docks["layers"], window.docks["history"])
    window.docks["model"].raise_()
    window.docks["layers"].raise_()
    size_docks(window)


def size_docks(window: MainWindow) -> None:
    """Give the docks on the right the room they have at first."""
    right = [window.docks["navigator"], window.docks["model"], window.docks["layers"]]
    window.resizeDocks(right, [DOCK_WIDTH] * len(right), Qt.Orientation.Horizontal)
    window.resizeDocks(right, [*DOCK_HEIGHTS], Qt.Orientation.Vertical)


def _dock(window: MainWindow, name: str, title: str, widget: QWidget) -> QDockWidget:
    dock = QDockWidget(title, window)
    dock.setObjectName(f"{name}Dock")
    dock.setWidget(widget)
    return dock
