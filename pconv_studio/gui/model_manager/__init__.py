"""The window of all models: look at them, import, rename and delete one's own."""

from pconv_studio.gui.model_manager.import_dialog import ImportDialog, ask_for_import
from pconv_studio.gui.model_manager.window import ModelManager

__all__ = ["ImportDialog", "ModelManager", "ask_for_import"]
