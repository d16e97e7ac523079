"""What the export dialog remembers, by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from pconv_studio.gui.export_dialog import ExportDialog


@pytest.fixture
def dialog(qtbot, settings, tmp_path):
    def make():
        made = ExportDialog(
            settings, source=tmp_path / "a.jpg", folder=tmp_path, size=(100, 200), parent=None
        )
        qtbot.addWidget(made)
        made.show()
        return made

    return make


def toggle(qtbot, box):
    # On the mark: the box is as wide as the dialog.
    where = QPoint(8, box.height() // 2)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=where)


def test_a_quality_of_ones_own_is_remembered(dialog, qtbot, settings):
    first = dialog()
    assert first.options().quality is None
    toggle(qtbot, first.keep_quality)
    first.quality.setValue(60)
    assert first.options().quality == 60
    first.accept()
    again = dialog()
    assert not again.keep_quality.isChecked()
    assert again.options().quality == 60
    toggle(qtbot, again.keep_quality)
    assert again.options().quality is None
    again.reject()
    # What is not exported is not remembered either.
    assert dialog().options().quality == 60
    again.accept()
    assert dialog().options().quality is None
