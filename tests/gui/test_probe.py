"""What ``pconv doctor`` asks of Qt in another process."""

from __future__ import annotations

from pconv_studio.gui.probe import screens


def test_platform_and_screens_are_named(qapp):
    assert screens().startswith(qapp.platformName())
    size = qapp.primaryScreen().size()
    assert f"{size.width()} x {size.height()}" in screens()
