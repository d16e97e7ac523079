"""What each action does: the table of ids and the parts of the window that do it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent

from pconv_studio.core.settings import state_folder
from pconv_studio.gui.canvas.area import ViewMode
from pconv_studio.gui.hold_key import HoldAction
from pconv_studio.gui.qimage import to_qimage
from pconv_studio.gui.shortcuts import tell_keys

if TYPE_CHECKING:
    from pconv_studio.gui.main_window import MainWindow

MODES = {
    "view.single": ViewMode.SINGLE,
    "view.side_by_side": ViewMode.SIDE_BY_SIDE,
    "view.split": ViewMode.SPLIT,
    "view.difference": ViewMode.DIFFERENCE,
}


class WindowActions(QObject):
    """Connects the window's actions; lives as long as the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        for action_id, slot in self._slots().items():
            # Qt hands `checked` to every slot that takes an argument.
            window.action(action_id).triggered.connect(lambda _=False, slot=slot: slot())
        self._connect_toggles()

    def _slots(self) -> dict[str, Callable[[], object]]:
        window = self._window
        files, area = window.files, window.area
        mask, options, dialogs = window.mask_actions, window.controller.options, window.dialogs
        slots: dict[str, Callable[[], object]] = {
            "file.open": files.ask_open,
            "file.sample": dialogs.open_sample,
            "file.save": files.save,
            "file.save_as": files.save_as,
            "file.save_project": files.save_project,
            "file.export": dialogs.export,
            "file.upscale": dialogs.upscale,
            "file.previous": lambda: files.step(-1),
            "file.next": lambda: files.step(1),
            "file.batch": dialogs.batch,
            "file.close": files.close,
            "file.quit": window.close,
            "edit.undo": window.controller.undo,
            "edit.redo": window.controller.redo,
            "edit.copy": self._copy,
            "edit.paste": dialogs.paste,
            "edit.preferences": dialogs.preferences,
            "mask.clear": mask.clear,
            "mask.invert": mask.invert,
            "mask.grow": lambda: mask.grow(window.mask_dock.amount("grow")),
            "mask.shrink": lambda: mask.shrink(window.mask_dock.amount("shrink")),
            "mask.feather": lambda: mask.feather(window.mask_dock.amount("feather")),
            "mask.random": mask.random,
            "mask.load": mask.load,
            "mask.save": mask.save,
            "mask.from_alpha": mask.from_alpha,
            "fill.run": self._run,
            "fill.cancel": self._escape,
            "fill.compare": dialogs.compare,
            "fill.models": dialogs.models,
            "view.fit": area.fit,
            "view.actual": area.actual,
            "view.zoom_in": area.zoom_in,
            "view.zoom_out": area.zoom_out,
            "view.reset_layout": window.reset_layout,
            "brush.smaller": lambda: options.step_size(-1),
            "brush.larger": lambda: options.step_size(1),
            "brush.softer": lambda: options.step_hardness(-1),
            "brush.harder": lambda: options.step_hardness(1),
            "tools.blind": dialogs.blind_comparison,
            "help.shortcuts": dialogs.shortcuts,
            "help.about": dialogs.about,
            "help.log": self._open_log,
        }
        for action_id, mode in MODES.items():
            slots[action_id] = partial(area.set_mode, mode)
        for tool_id in window.tools:
            slots[f"tool.{tool_id}"] = partial(window.choose_tool, tool_id)
        return slots

    def _connect_toggles(self) -> None:
        window = self._window
        settings = window.settings
        window.action("view.single").setChecked(True)
        original = window.action("view.original")
        HoldAction(original, window)
        original.toggled.connect(window.area.hold_original)
        overlay = window.action("view.overlay")
        overlay.setChecked(True)
        overlay.toggled.connect(lambda on: window.area.model.set_overlay(visible=on))
        overlay.toggled.connect(window.mask_dock.show_overlay)
        window.mask_dock.overlayToggled.connect(overlay.setChecked)
        after = window.action("fill.after_stroke")
        after.setChecked(settings.get("fill.after_stroke"))
        after.toggled.connect(lambda on: settings.set("fill.after_stroke", on))
        window.action("fill.depth").toggled.connect(window.depth_view.show)
        window.model_dock.set_actions(
            fill=window.action("fill.run"),
            compare=window.action("fill.compare"),
            depth=window.action("fill.depth"),
            models=window.action("fill.models"),
        )
        for widget, *ids in (
            (window.model_dock.fill_button, "fill.run"),
            (window.options_bar.size_box, "brush.smaller", "brush.larger"),
            (window.options_bar.hardness_box, "brush.softer", "brush.harder"),
        ):
            tell_keys(widget, *(window.action(action_id) for action_id in ids))

    def _run(self) -> None:
        # Enter closes a polygon under way before it fills.
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        if not self._window.tool.key_press(key):
            self._window.fills.run()

    def _escape(self) -> None:
        if self._window.fills.is_busy:
            self._window.fills.cancel()
        else:
            self._window.tool.cancel()

    def _copy(self) -> None:
        document = self._window.controller.document
        if document is None:
            return
        from pconv_studio.core.display import DisplayTransform, to_display

        # A picture on the clipboard has no profile of its own: everybody reads it as sRGB.
        pixels = DisplayTransform(document.photo.icc).apply(to_display(document.result))
        QGuiApplication.clipboard().setImage(to_qimage(pixels))
        self._window.controller.report(self.tr("The result is on the clipboard."))

    def _open_log(self) -> None:
        folder = state_folder()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            # Not every desktop has a program for folders.
            text = self.tr("The log is in {folder}.").format(folder=folder)
            self._window.controller.report(text)
