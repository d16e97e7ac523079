"""The batch window offers the devices that the model dock offers."""

from __future__ import annotations

import pytest

from pconv_studio.inference.choices import DeviceChoice

ABSENT = (
    DeviceChoice("cpu", "2 threads", ""),
    DeviceChoice("cuda", "", "no gpu"),
    DeviceChoice("mps", "", "no mac"),
)


def usable(combo):
    return [combo.itemData(n) for n in range(combo.count()) if combo.model().item(n).isEnabled()]


@pytest.mark.parametrize("found_first", [True, False])
def test_what_is_not_there_cannot_be_chosen_for_a_batch(window, qtbot, fakes, found_first):
    fakes.devices = ABSENT
    if not found_first:
        window.action("file.batch").trigger()
    with qtbot.waitSignal(window.service.devicesFound, check_params_cb=lambda found: bool(found)):
        window.warm_up()
    if found_first:
        window.action("file.batch").trigger()
    device = window.dialogs.opened("batch").form.device
    assert usable(device) == usable(window.model_dock.device) == ["auto", "cpu"]
