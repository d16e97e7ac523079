"""All actions and menus as tables, and the code that walks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from pconv_studio.gui.icons import icon

SEPARATOR: Final = "-"


@dataclass(frozen=True)
class ActionSpec:
    """One action: what it is called, how it looks, and when it can be used."""

    id: str
    text: str
    icon: str = ""
    needs: str = "document"
    """``document``: one must be open; ``nothing``: always there; others are set by the window."""
    group: str = ""
    """Actions of one group exclude each other and are checkable."""
    checkable: bool = False
    tip: str = ""


def action_specs() -> tuple[ActionSpec, ...]:
    """All actions, their texts in the person's language."""
    translate = QCoreApplication.translate
    return (
        ActionSpec("file.open", translate("Actions", "&Open..."), "open", "nothing"),
        ActionSpec("file.sample", translate("Actions", "Open sa&mple photo"), "sample", "nothing"),
        ActionSpec("file.save", translate("Actions", "&Save"), "save"),
        ActionSpec("file.save_as", translate("Actions", "Save &as..."), "save-as"),
        ActionSpec("file.save_project", translate("Actions", "Save &project"), "save"),
        ActionSpec("file.export", translate("Actions", "&Export..."), "export"),
        ActionSpec("file.upscale", translate("Actions", "&Upscale..."), "upscale"),
        ActionSpec("file.previous", translate("Actions", "Pre&vious photo in folder"), "previous"),
        ActionSpec("file.next", translate("Actions", "&Next photo in folder"), "next"),
        ActionSpec("file.batch", translate("Actions", "&Batch..."), "batch", "nothing"),
        ActionSpec("file.close", translate("Actions", "&Close photo")),
        ActionSpec("file.quit", translate("Actions", "&Quit"), "", "nothing"),
        ActionSpec("edit.undo", translate("Actions", "&Undo"), "undo", "undo"),
        ActionSpec("edit.redo", translate("Actions", "&Redo"), "redo", "redo"),
        ActionSpec("edit.copy", translate("Actions", "&Copy result"), "copy"),
        ActionSpec("edit.paste", translate("Actions", "&Paste as new photo"), "paste", "nothing"),
        ActionSpec(
            "edit.preferences", translate("Actions", "Pre&ferences..."), "preferences", "nothing"
        ),
        ActionSpec("mask.clear", translate("Actions", "&Clear mask"), "clear"),
        ActionSpec("mask.invert", translate("Actions", "&Invert mask"), "invert"),
        ActionSpec("mask.grow", translate("Actions", "&Grow mask"), "grow"),
        ActionSpec("mask.shrink", translate("Actions", "&Shrink mask"), "shrink"),
        ActionSpec("mask.feather", translate("Actions", "&Feather mask"), "feather"),
        ActionSpec("mask.random", translate("Actions", "&Random irregular mask"), "random"),
        ActionSpec("mask.load", translate("Actions", "&Load mask..."), "load-mask"),
        ActionSpec("mask.save", translate("Actions", "Sa&ve mask..."), "save-mask"),
        ActionSpec(
            "mask.from_alpha", translate("Actions", "Mask from &transparency"), "alpha", "alpha"
        ),
        ActionSpec("fill.run", translate("Actions", "&Fill"), "fill"),
        ActionSpec("fill.cancel", translate("Actions", "&Cancel"), "cancel"),
        ActionSpec("fill.compare", translate("Actions", "Compare &models..."), "compare"),
        ActionSpec("fill.depth", translate("Actions", "Hole &depth"), "depth", checkable=True),
        ActionSpec(
            "fill.after_stroke",
            translate("Actions", "Fill after each &stroke"),
            "",
            "nothing",
            checkable=True,
        ),
        ActionSpec("fill.models", translate("Actions", "Ma&nage models..."), "model", "nothing"),
        ActionSpec("view.fit", translate("Actions", "&Fit in window"), "fit"),
        ActionSpec("view.actual", translate("Actions", "&Actual size (100 %)"), "actual"),
        ActionSpec("view.zoom_in", translate("Actions", "Zoom &in"), "zoom-in"),
        ActionSpec("view.zoom_out", translate("Actions", "Zoom &out"), "zoom-out"),
        ActionSpec(
            "view.single", translate("Actions", "&Single view"), "single", "nothing", "view"
        ),
        ActionSpec(
            "view.side_by_side",
            translate("Actions", "Side &by side"),
            "side-by-side",
            "nothing",
            "view",
        ),
        ActionSpec("view.split", translate("Actions", "S&plit view"), "split", "nothing", "view"),
        ActionSpec(
            "view.difference", translate("Actions", "Differ&ence"), "difference", "nothing", "view"
        ),
        ActionSpec("view.original", translate("Actions", "Hold to see the ori&ginal"), "original"),
        ActionSpec(
            "view.overlay", translate("Actions", "Show &mask"), "mask", "nothing", checkable=True
        ),
        ActionSpec("view.reset_layout", translate("Actions", "&Reset layout"), "", "nothing"),
        ActionSpec("tool.brush", translate("Actions", "&Brush"), "brush", "nothing", "tool"),
        ActionSpec("tool.eraser", translate("Actions", "&Eraser"), "eraser", "nothing", "tool"),
        ActionSpec(
            "tool.rectangle", translate("Actions", "&Rectangle"), "rectangle", "nothing", "tool"
        ),
        ActionSpec("tool.lasso", translate("Actions", "&Lasso"), "lasso", "nothing", "tool"),
        ActionSpec("tool.polygon", translate("Actions", "&Polygon"), "polygon", "nothing", "tool"),
        ActionSpec("tool.wand", translate("Actions", "Colour &wand"), "wand", "nothing", "tool"),
        ActionSpec("tool.smart", translate("Actions", "&Smart select"), "smart", "nothing", "tool"),
        ActionSpec("brush.smaller", translate("Actions", "Smaller brush"), "", "nothing"),
        ActionSpec("brush.larger", translate("Actions", "Larger brush"), "", "nothing"),
        ActionSpec("brush.softer", translate("Actions", "Softer brush"), "", "nothing"),
        ActionSpec("brush.harder", translate("Actions", "Harder brush"), "", "nothing"),
        ActionSpec(
            "tools.blind", translate("Actions", "Blind &comparison..."), "compare", "nothing"
        ),
        ActionSpec("help.shortcuts", translate("Actions", "&Shortcuts"), "shortcuts", "nothing"),
        ActionSpec("help.about", translate("Actions", "&About PConv Studio"), "about", "nothing"),
        ActionSpec("help.log", translate("Actions", "Open &log folder"), "folder", "nothing"),
    )


def menus() -> tuple[tuple[str, str], ...]:
    """Titles of the menus, and what is in them: ids, ``-`` for a line, ``@name`` for a submenu."""
    translate = QCoreApplication.translate
    return (
        (
            translate("Actions", "&File"),
            "file.open @recent file.sample - file.save file.save_as file.save_project "
            "file.export - file.upscale file.batch - file.previous file.next - file.close "
            "file.quit",
        ),
        (
            translate("Actions", "&Edit"),
            "edit.undo edit.redo - edit.copy edit.paste - edit.preferences",
        ),
        (
            translate("Actions", "&Mask"),
            "mask.clear mask.invert - mask.grow mask.shrink mask.feather - mask.random "
            "mask.from_alpha - mask.load mask.save",
        ),
        (
            translate("Actions", "F&ill"),
            "fill.run fill.cancel - fill.after_stroke - fill.compare fill.depth - fill.models",
        ),
        (
            translate("Actions", "&View"),
            "view.fit view.actual view.zoom_in view.zoom_out - view.single view.side_by_side "
            "view.split view.difference view.original - view.overlay - @docks view.reset_layout",
        ),
        (
            translate("Actions", "&Tools"),
            "tool.brush tool.eraser tool.rectangle tool.lasso tool.polygon tool.wand tool.smart - "
            "brush.smaller brush.larger brush.softer brush.harder - tools.blind",
        ),
        (translate("Actions", "&Help"), "help.shortcuts help.log - help.about"),
    )


class Action(QAction):
    """An action that one key press may reach by two of its keys.

    Some systems read a press both as Shift+[ and as {. Qt runs no action then, for it cannot know
    that both keys belong to the same one.
    """

    def event(self, event: QEvent) -> bool:
        """Run where Qt sees an ambiguity within the keys of this action alone."""
        if (
            isinstance(event, QShortcutEvent)
            and event.isAmbiguous()
            and len(self.shortcuts()) > 1
            and not self._shares(event.key())
        ):
            self.trigger()
            return True
        return super().event(event)

    def _shares(self, key: QKeySequence) -> bool:
        others = (other for widget in self._widgets() for other in widget.actions())
        return any(key in other.shortcuts() for other in others if other is not self)

    def _widgets(self) -> list[QWidget]:
        return [thing for thing in self.associatedObjects() if isinstance(thing, QWidget)]


def make_actions(parent: QWidget) -> dict[str, QAction]:
    """Make every action, by id; shortcuts are given elsewhere."""
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for spec in action_specs():
        action = Action(spec.text, parent)
        action.setObjectName(spec.id)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        if spec.group:
            group = groups.setdefault(spec.group, QActionGroup(parent))
            group.addAction(action)
        action.setCheckable(spec.checkable or bool(spec.group))
        actions[spec.id] = action
        # Of the window, so that its key works whatever dock has the focus.
        parent.addAction(action)
    actions["file.quit"].setMenuRole(QAction.MenuRole.QuitRole)
    actions["edit.preferences"].setMenuRole(QAction.MenuRole.PreferencesRole)
    actions["help.about"].setMenuRole(QAction.MenuRole.AboutRole)
    return actions


def fill_menu_bar(
    bar: QMenuBar, actions: Mapping[str, QAction], submenus: Mapping[str, QMenu]
) -> None:
    """Build the menus from the table; ``@name`` stands for one of the submenus."""
    for title, entries in menus():
        menu = bar.addMenu(title)
        for entry in entries.split():
            if entry == SEPARATOR:
                menu.addSeparator()
            elif entry.startswith("@"):
                menu.addMenu(submenus[entry[1:]])
            else:
                menu.addAction(actions[entry])


def ids_needing(need: str) -> list[str]:
    """Ids of the actions that can be used only where `need` is given."""
    return [spec.id for spec in action_specs() if spec.needs == need]
