"""``pconv doctor``: is everything there?"""

from __future__ import annotations

import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from pconv_studio import __version__
from pconv_studio.core.errors import UserError
from pconv_studio.core.libraries import LIBRARIES

TRAINING = ("accelerate", "torchmetrics", "tensorboard")


def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out the trial fill.")] = False,
) -> None:
    """Report versions and devices, and check the models; exit code 0 when the program is usable."""
    problems = []
    system = f"Python {platform.python_version()}, {platform.platform()}"
    print(f"{'pconv-studio':24} {__version__}, {system}")
    for library in LIBRARIES + TRAINING:
        try:
            print(f"{library:24} {version(library)}")
        except PackageNotFoundError:
            print(f"{library:24} missing")
            problems.append(f"{library} is missing")
    try:
        version("opencv-python")
    except PackageNotFoundError:
        pass
    else:
        problems.append(
            "opencv-python is installed beside opencv-python-headless; uninstall it, "
            "it breaks the window"
        )
    problems += _check_window() + _check_devices() + _check_models()
    problems += [] if quick else _check_methods() + _check_enlargers()
    if problems:
        raise UserError("not usable as it is: " + "; ".join(problems))
    print("everything is in order")


def _check_window() -> list[str]:
    """Open Qt in another process: where a platform plugin fails, Qt ends the process."""
    probe = [sys.executable, "-m", "pconv_studio.gui.probe"]
    done = subprocess.run(probe, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode == 0:
        print(f"{'Qt platform':24} {done.stdout.strip()}")
        return []
    # Without a screen the console program is as usable as ever.
    first = (done.stderr.strip().splitlines() or ["no reason given"])[0]
    print(f"{'Qt platform':24} no window can be opened here ({first})")
    return []


def _check_devices() -> list[str]:
    from pconv_studio.inference.devices import describe_devices

    for name, text in describe_devices():
        print(f"{'device ' + name:24} {text}")
    return []


def _check_models() -> list[str]:
    from pconv_models.catalogue import bundled_models

    problems = []
    for name, entry in bundled_models().items():
        print(f"{'model ' + name:24} {'sound' if entry.intact() else 'damaged'}")
        if not entry.intact():
            problems.append(f"the model {name} is damaged; install the program again")
    return problems


def _check_methods() -> list[str]:
    import numpy as np

    from pconv_studio.inference.fill import fill
    from pconv_studio.inference.registry import available_methods

    image = np.random.default_rng(0).integers(0, 256, (96, 96, 3), np.uint8)
    hole = np.zeros((96, 96), bool)
    hole[40:56, 40:56] = True
    problems = []
    for name in available_methods():
        try:
            result = fill(image, hole, method=name)
        except Exception as error:  # noqa: BLE001 - another package's method may raise anything
            print(f"{'method ' + name:24} {error}")
            problems.append(f"the method {name} does not work")
            continue
        print(f"{'method ' + name:24} works, {result.seconds:.2f} s on {result.device}")
    return problems


def _check_enlargers() -> list[str]:
    import numpy as np

    from pconv_studio.inference.enlarger_choices import enlargers
    from pconv_studio.inference.upscale import upscale

    image = np.random.default_rng(0).integers(0, 256, (48, 48, 3), np.uint8)
    problems = []
    for model in enlargers():
        try:
            result = upscale(image, model.factor, model=model.name)
        except UserError as error:
            print(f"{'enlarging by ' + str(model.factor):24} {error}")
            problems.append(f"the model {model.name} does not enlarge")
            continue
        words = f"works by {model.name}, {result.seconds:.2f} s on {result.device}"
        print(f"{'enlarging by ' + str(model.factor):24} {words}")
    return problems
