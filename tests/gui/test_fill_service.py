"""The service answers in order, at once when cancelled, and leaves no thread behind."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, Slot

from pconv_studio.core.errors import UserError
from pconv_studio.gui import fill_service
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.requests import FillRequest, Loaded, UpscaleRequest
from pconv_studio.gui.worker import Functions, real_functions
from pconv_studio.inference.choices import DeviceChoice
from pconv_studio.inference.contract import Cancelled, FillResult
from pconv_studio.inference.depth import DepthMap
from pconv_studio.inference.enlarger_choices import UpscalePlan
from pconv_studio.inference.upscale import UpscaleResult

DEVICES = [DeviceChoice("cpu", "2 threads", ""), DeviceChoice("cuda", "", "no gpu")]


class Fake:
    """Stands in for everything the worker calls; `gates` hold fills of a method until opened."""

    def __init__(self):
        self.gates = {}
        self.entered = {}
        self.deaf = False
        """Whether fills never look at the cancel flag, as PatchMatch does not."""
        self.errors = {}
        self.calls = []
        self.threads = set()
        self.ticks = 1

    def functions(self):
        return Functions(
            fill=self.fill,
            depth=self.depth,
            upscale=self.upscale,
            load=self.load,
            probe=self.probe,
        )

    def hold(self, name):
        self.gates[name], self.entered[name] = threading.Event(), threading.Event()

    def _pass(self, name, cancelled):
        self.threads.add(threading.current_thread())
        self.calls.append(name)
        if name in self.gates:
            self.entered[name].set()
            while not self.gates[name].wait(0.005):
                if not self.deaf and cancelled():
                    raise Cancelled
        if name in self.errors:
            raise self.errors[name]

    def fill(self, image, hole, *, method, model, device, progress, cancelled):
        for tick in range(self.ticks):
            progress(tick / self.ticks, f"{method} {tick}")
        self._pass(method, cancelled)
        return FillResult(image.copy(), method, "cpu", 0.1, (), (f"by {method}",))

    def depth(self, hole, *, image, method, model, progress, cancelled):
        self._pass("depth", cancelled)
        return DepthMap(hole.astype(np.uint8), 8, 1, 1, False, 0.0)

    def upscale(self, image, factor, *, method, model, device, keep_known, progress, cancelled):
        for tick in range(self.ticks):
            progress(tick / self.ticks, f"{method} {tick}")
        self._pass("upscale", cancelled)
        self.asked = (factor, method, model, device, keep_known)
        pixels = image.repeat(factor, axis=0).repeat(factor, axis=1)
        return UpscaleResult(pixels, UpscalePlan(factor, method), "cpu", 0.1, ())

    def load(self, model, device):
        self._pass(f"load {model} {device}", lambda: False)
        return Loaded("cpu", "bfloat16")

    def probe(self):
        return DEVICES


class Log(QObject):
    """Remembers what a service says, in order, and in which thread it was heard."""

    NAMES = (
        *("started", "progressed", "filled", "failed", "cancelled", "depthReady", "upscaled"),
        "stateChanged",
    )

    def __init__(self, service):
        super().__init__()
        self.said = []
        self.threads = set()
        for name in self.NAMES:
            getattr(service, name).connect(getattr(self, f"on_{name}"))

    def _note(self, *what):
        self.said.append(what)
        self.threads.add(QThread.currentThread())

    @Slot(int)
    def on_started(self, number):
        self._note("started", number)

    @Slot(int, float, str)
    def on_progressed(self, number, share, text):
        self._note("progressed", number, share, text)

    @Slot(int, object)
    def on_filled(self, number, result):
        self._note("filled", number, result)

    @Slot(int, str, str)
    def on_failed(self, number, message, details):
        self._note("failed", number, message, details)

    @Slot(int)
    def on_cancelled(self, number):
        self._note("cancelled", number)

    @Slot(int, object)
    def on_depthReady(self, number, depth):
        self._note("depth", number, depth)

    @Slot(int, object)
    def on_upscaled(self, number, result):
        self._note("upscaled", number, result)

    @Slot(str, str)
    def on_stateChanged(self, state, text):
        self._note("state", state, text)

    def of(self, *kinds):
        return [entry[:2] for entry in self.said if entry[0] in kinds]

    @property
    def answers(self):
        return self.of("filled", "failed", "cancelled", "depth", "upscaled")


@pytest.fixture
def fake():
    return Fake()


@pytest.fixture
def service(qapp, fake):
    service = FillService(functions=fake.functions())
    yield service
    for gate in fake.gates.values():
        gate.set()
    service.shutdown()
    assert not service._thread.isRunning()


@pytest.fixture
def log(service):
    return Log(service)


def request(number, method="telea", **more):
    image = np.full((20, 30, 3), number % 200, np.uint8)
    image.flags.writeable = False
    hole = np.zeros((20, 30), bool)
    hole[5:9, 5:9] = True
    return FillRequest(id=number, image=image, hole=hole, method=method, **more)


def test_no_thread_before_the_first_request(service):
    assert not service._thread.isRunning()
    assert service.state[0] == "idle"
    service.shutdown()


def test_requests_are_done_in_order_in_one_thread(qtbot, service, fake, log):
    for number in (1, 2, 3):
        service.submit(request(number))
    assert service.is_busy
    qtbot.waitUntil(lambda: len(log.answers) == 3)
    assert log.of("started", "filled") == [
        ("started", 1), ("filled", 1), ("started", 2), ("filled", 2), ("started", 3), ("filled", 3)
    ]  # fmt: skip
    for kind, number, *rest in log.said:
        if kind == "filled":
            assert (rest[0].pixels == number).all()
    assert len(fake.threads) == 1
    assert fake.threads != {threading.current_thread()}
    assert log.threads == {QCoreApplication.instance().thread()}
    assert not service.is_busy


def test_the_snapshot_is_not_copied_on_its_way(qtbot, service, fake):
    seen = []
    inner = fake.fill
    functions = Functions(
        fill=lambda image, hole, **more: seen.append(image) or inner(image, hole, **more),
        depth=fake.depth,
        upscale=fake.upscale,
        load=fake.load,
        probe=fake.probe,
    )
    own = FillService(functions=functions)
    sent = request(4)
    with qtbot.waitSignal(own.filled) as caught:
        own.submit(sent)
    assert seen[0] is sent.image
    assert caught.args[0] == 4
    own.shutdown()


def test_cancel_answers_before_it_returns(qtbot, service, fake, log):
    fake.hold("telea")
    service.submit(request(1))
    assert fake.entered["telea"].wait(5)
    service.cancel(1)
    assert log.answers == [("cancelled", 1)]
    qtbot.waitUntil(lambda: service.state[0] != "working")
    assert log.answers == [("cancelled", 1)]


@pytest.mark.parametrize("ends_in", ["result", "error"])
def test_a_library_that_does_not_listen_is_not_waited_for(qtbot, service, fake, log, ends_in):
    """The answer is at once, the next request waits its turn, the late result is dropped."""
    fake.deaf = True
    fake.hold("patchmatch")
    if ends_in == "error":
        fake.errors["patchmatch"] = RuntimeError("late")
    service.submit(request(1, "patchmatch"))
    assert fake.entered["patchmatch"].wait(5)
    service.cancel(1)
    assert log.answers == [("cancelled", 1)]
    assert service.state == ("working", "Finishing the cancelled work")
    assert not service.is_busy
    service.submit(request(2))
    qtbot.wait(1)
    assert fake.calls == ["patchmatch"]
    assert service.state == ("working", "Finishing the cancelled work")
    fake.gates["patchmatch"].set()
    qtbot.waitUntil(lambda: len(log.answers) == 2)
    assert log.answers == [("cancelled", 1), ("filled", 2)]
    assert fake.calls == ["patchmatch", "telea"]


def test_the_same_id_can_come_again_after_a_cancel(qtbot, service, fake, log):
    fake.deaf = True
    fake.hold("patchmatch")
    service.submit(request(1, "patchmatch"))
    assert fake.entered["patchmatch"].wait(5)
    service.cancel(1)
    service.submit(request(1))
    fake.gates["patchmatch"].set()
    qtbot.waitUntil(lambda: len(log.answers) == 2)
    kind, number, result = next(entry for entry in log.said if entry[0] == "filled")
    assert (kind, number, result.method) == ("filled", 1, "telea")


def test_an_id_that_is_out_is_refused(service, fake):
    fake.hold("telea")
    service.submit(request(1))
    with pytest.raises(ValueError, match="id 1"):
        service.submit(request(1))
    assert len({service.new_id() for _ in range(5)}) == 5


def test_waiting_requests_are_cancelled_without_being_started(qtbot, service, fake, log):
    fake.hold("telea")
    for number in (1, 2, 3):
        service.submit(request(number))
    service.cancel(2)
    assert log.answers == [("cancelled", 2)]
    fake.gates["telea"].set()
    qtbot.waitUntil(lambda: len(log.answers) == 3)
    assert log.answers == [("cancelled", 2), ("filled", 1), ("filled", 3)]
    assert ("started", 2) not in log.of("started")


def test_cancel_of_all_and_of_nothing(qtbot, service, fake, log):
    service.cancel()
    service.cancel(77)
    fake.hold("telea")
    for number in (1, 2):
        service.submit(request(number))
    service.request_depth(3, np.ones((4, 4), bool))
    service.cancel()
    assert sorted(log.answers) == [("cancelled", 1), ("cancelled", 2), ("cancelled", 3)]
    service.cancel()
    assert len(log.answers) == 3


def test_replacing_drops_what_waits_but_not_what_runs(qtbot, service, fake, log):
    fake.hold("telea")
    for number in (1, 2, 3):
        service.submit(request(number))
    service.submit(request(4), replace=True)
    assert log.answers == [("cancelled", 2), ("cancelled", 3)]
    fake.gates["telea"].set()
    qtbot.waitUntil(lambda: len(log.answers) == 4)
    assert log.answers[2:] == [("filled", 1), ("filled", 4)]


@pytest.mark.parametrize(
    ("error", "message", "has_details"),
    [
        (UserError("photo.jpg: no luck; try another"), "photo.jpg: no luck; try another", False),
        (ValueError("odd"), "ValueError: odd", True),
        (SystemExit(3), "SystemExit: 3", True),
        (MemoryError(), "There is not enough memory for this. Close other programs", True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_errors_are_told_and_the_thread_goes_on(
    qtbot, service, fake, log, caplog, error, message, has_details
):
    fake.errors["ns"] = error
    service.submit(request(1, "ns"))
    service.submit(request(2))
    qtbot.waitUntil(lambda: len(log.answers) == 2)
    assert log.answers == [("failed", 1), ("filled", 2)]
    _, _, told, details = next(entry for entry in log.said if entry[0] == "failed")
    assert told.startswith(message)
    assert ("Traceback" in details) == has_details
    assert bool(caplog.records) == has_details


def test_progress_comes_in_time_and_not_too_often(qtbot, service, fake, log, monkeypatch):
    """The newest is told although thousands come; the last words before a long search too."""
    fake.ticks = 5000
    fake.hold("telea")
    began = time.perf_counter()
    service.submit(request(1))
    assert fake.entered["telea"].wait(10)
    qtbot.waitUntil(lambda: log.said[-1][-1] == "telea 4999")
    allowed = 2 + (time.perf_counter() - began) * 1000 / (fill_service.PROGRESS_MS - 1)
    shares = [entry[2] for entry in log.said if entry[0] == "progressed"]
    assert shares == sorted(shares)
    assert len(shares) <= allowed
    fake.gates["telea"].set()
    qtbot.waitUntil(lambda: log.answers == [("filled", 1)])
    assert log.said[-1][0] != "progressed"


def upscale_request(number, **more):
    image = np.arange(12, dtype=np.uint16).reshape(2, 2, 3)
    image.flags.writeable = False
    return UpscaleRequest(id=number, image=image, factor=3, method="bicubic", **more)


def test_enlarging_takes_its_turn_and_brings_its_result(qtbot, service, fake, log):
    fake.hold("telea")
    service.submit(request(1))
    sent = upscale_request(2, device="cpu", keep_known=True)
    service.submit_upscale(sent)
    assert fake.entered["telea"].wait(5)
    assert "upscale" not in fake.calls
    fake.gates["telea"].set()
    qtbot.waitUntil(lambda: len(log.answers) == 2)
    assert log.answers == [("filled", 1), ("upscaled", 2)]
    assert fake.asked == (3, "bicubic", None, "cpu", True)
    result = next(entry[2] for entry in log.said if entry[0] == "upscaled")
    assert np.array_equal(result.pixels[::3, ::3], sent.image)
    assert ("progressed", 2) in log.of("progressed")


def test_enlarging_is_cancelled_at_once_and_its_errors_are_told(qtbot, service, fake, log):
    fake.hold("upscale")
    service.submit_upscale(upscale_request(1))
    assert fake.entered["upscale"].wait(5)
    assert service.state == ("working", "Enlarging")
    # It is no fill that could be lost.
    assert not service.is_busy
    service.cancel(1)
    assert log.answers == [("cancelled", 1)]
    fake.gates["upscale"].set()
    fake.errors["upscale"] = MemoryError()
    service.submit_upscale(upscale_request(2))
    qtbot.waitUntil(lambda: len(log.answers) == 2)
    told = next(entry[2] for entry in log.said if entry[0] == "failed")
    assert told.endswith("choose a smaller factor.")


def test_no_progress_after_a_cancel(qtbot, service, fake, log):
    fake.deaf = True
    fake.hold("telea")
    service.submit(request(1))
    assert fake.entered["telea"].wait(5)
    service.cancel(1)
    cut = len(log.said)
    fake.gates["telea"].set()
    qtbot.waitUntil(lambda: service.state[0] != "working")
    assert not [entry for entry in log.said[cut:] if entry[0] == "progressed"]


def test_warm_up_starts_when_asked_and_tells_of_devices(qtbot, service, fake, log):
    found = []
    service.devicesFound.connect(found.append)
    assert fake.calls == []
    service.warm_up("compact", "cpu")
    assert service.state == ("loading", "Loading the model")
    qtbot.waitUntil(lambda: service.state[0] == "ready")
    assert service.state[1] == "Ready on CPU, bfloat16"
    assert fake.calls == ["load compact cpu"]
    assert found == [tuple(DEVICES)]
    assert threading.current_thread() not in fake.threads
    assert log.of("state") == [("state", "loading"), ("state", "ready")]


def test_only_the_last_waiting_warm_up_is_done(qtbot, service, fake):
    fake.hold("load a cpu")
    service.warm_up("a", "cpu")
    service.warm_up("b", "cpu")
    service.warm_up("c", "cpu")
    service.cancel()
    fake.gates["load a cpu"].set()
    qtbot.waitUntil(lambda: fake.calls == ["load a cpu", "load c cpu"])
    qtbot.waitUntil(lambda: service.state[0] == "ready")


def test_a_model_that_cannot_be_loaded(qtbot, service, fake, log, caplog):
    fake.errors["load broken cpu"] = UserError("broken: get it again")
    service.warm_up("broken", "cpu")
    qtbot.waitUntil(lambda: service.state == ("failed", "broken: get it again"))
    assert log.answers == []
    # A fill with it says the same, one without a network works, one with another model mends it.
    service.submit(request(1, "pconv", model="broken", device="cpu"))
    service.submit(request(2, "telea"))
    qtbot.waitUntil(lambda: len(log.answers) == 2)
    assert log.answers == [("failed", 1), ("filled", 2)]
    qtbot.waitUntil(lambda: service.state[0] == "failed")
    service.submit(request(3, "pconv", model="good", device="cpu"))
    qtbot.waitUntil(lambda: service.state[0] == "ready")


def test_a_fill_with_a_new_model_shows_that_it_is_loaded_first(qtbot, service, log):
    service.submit(request(1, "pconv", model="m", device="cpu"))
    qtbot.waitUntil(lambda: service.state[0] == "ready")
    states = [state for _, state in log.of("state")]
    assert states == ["working", "loading", "working", "ready"]
    del log.said[:]
    service.submit(request(2, "pconv", model="m", device="cpu"))
    qtbot.waitUntil(lambda: service.state[0] == "ready")
    assert [state for _, state in log.of("state")] == ["working", "ready"]


def test_depth_comes_back_and_replaces_older_wishes(qtbot, service, fake, log):
    hole = np.ones((4, 4), bool)
    fake.hold("depth")
    service.request_depth(1, hole, None)
    assert fake.entered["depth"].wait(5)
    service.request_depth(2, hole, None, replace=True)
    service.request_depth(3, hole, None, replace=True)
    assert log.answers == [("cancelled", 1), ("cancelled", 2)]
    fake.gates["depth"].set()
    qtbot.waitUntil(lambda: len(log.answers) == 3)
    assert log.said[-1][1] == 3 or log.answers[-1] == ("depth", 3)
    fake.errors["depth"] = UserError("no")
    service.request_depth(4, hole, None)
    qtbot.waitUntil(lambda: log.answers[-1] == ("failed", 4))


def test_shutdown_ends_a_running_fill_and_drops_the_rest(qtbot, service, fake, log):
    fake.hold("telea")
    for number in (1, 2, 3):
        service.submit(request(number))
    assert fake.entered["telea"].wait(5)
    cut = len(log.said)
    service.shutdown()
    assert not service._thread.isRunning()
    assert fake.calls == ["telea"]
    service.shutdown()
    service.warm_up()
    service.submit(request(9))
    QCoreApplication.processEvents()
    assert log.said[cut:] == [("cancelled", 9)]
    assert not service._thread.isRunning()


def test_shutdown_waits_for_a_library_that_does_not_listen(qtbot, fake):
    service = FillService(functions=fake.functions())
    fake.deaf = True
    fake.hold("telea")
    service.submit(request(1))
    assert fake.entered["telea"].wait(5)
    threading.Timer(0.05, fake.gates["telea"].set).start()
    service.shutdown()
    assert not service._thread.isRunning()


def test_a_slot_may_ask_for_more_and_cancel(qtbot, service, log):
    class Again(QObject):
        @Slot(int, object)
        def on_filled(self, number, _result):
            if number < 4:
                service.submit(request(number + 1))
            else:
                service.submit(request(50))
                service.cancel()

    again = Again()
    service.filled.connect(again.on_filled)
    service.submit(request(1))
    qtbot.waitUntil(lambda: ("cancelled", 50) in log.answers)
    assert [number for kind, number in log.answers if kind == "filled"] == [1, 2, 3, 4]


def test_a_real_fill(qtbot):
    service = FillService(functions=real_functions())
    sent = request(1)
    with qtbot.waitSignal(service.filled) as caught:
        service.submit(sent)
    number, result = caught.args
    assert number == 1
    assert result.method == "telea"
    assert np.array_equal(result.pixels[~sent.hole], sent.image[~sent.hole])
    with qtbot.waitSignal(service.depthReady, timeout=20000) as caught:
        service.request_depth(2, sent.hole)
    assert np.array_equal(caught.args[1].layer > 0, sent.hole)
    service.shutdown()
