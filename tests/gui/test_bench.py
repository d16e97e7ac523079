"""What ``pconv bench --gui`` runs: the window's start in a process of its own."""

from __future__ import annotations

from pconv_studio.gui.bench import EMPTY, OURS, seconds_to_paint


def test_both_windows_are_painted_and_torch_is_not_there_yet(tmp_path):
    # OURS fails if torch has been imported before the first paint.
    assert seconds_to_paint(EMPTY) > 0
    assert seconds_to_paint(OURS.format(path=str(tmp_path / "settings.json"))) > 0
