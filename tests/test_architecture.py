"""Who may import whom: the tables below, held against the sources without importing them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE_ROOTS = {
    "pconv_studio": ROOT,
    "pconv_models": ROOT / "models",
    "pconv_training": ROOT / "training",
    "pconv_resources": ROOT / "resources",
}

# Part -> the parts of ours it may import besides itself. Every part of pconv_studio may read the
# version from the package's __init__.py, which holds nothing else.
ALLOWED_PARTS = {
    "pconv_studio": {
        "pconv_studio.gui",
        "pconv_studio.inference",
        "pconv_studio.core",
        "pconv_resources",
    },
    "pconv_studio.core": {"pconv_studio"},
    "pconv_studio.inference": {"pconv_studio", "pconv_studio.core", "pconv_models"},
    "pconv_studio.gui": {
        "pconv_studio",
        "pconv_studio.core",
        "pconv_studio.inference",
        "pconv_resources",
        "pconv_training",  # its mask generator only, see the test below
    },
    "pconv_studio.cli": {
        "pconv_studio",
        "pconv_studio.core",
        "pconv_studio.inference",
        "pconv_models",
        "pconv_training",
        "pconv_resources",
    },
    "pconv_models": set(),
    "pconv_training": {"pconv_models", "pconv_studio.core"},
    "pconv_resources": set(),
}

# Part -> the libraries it may import; parts that are not listed are free, Qt apart.
ALLOWED_LIBRARIES = {
    # rawpy, pillow_heif and tifffile read and write files that Pillow cannot.
    "pconv_studio.core": {
        "PIL",
        "cv2",
        "numpy",
        "pillow_heif",
        "platformdirs",
        "rawpy",
        "tifffile",
    },
    "pconv_studio.inference": {
        *("PIL", "cv2", "numpy"),
        *("patchmatch", "psutil", "safetensors", "torch"),
    },
    # h5py reads the files of Keras, onnx writes for other programs; neither need be installed.
    "pconv_models": {"h5py", "onnx", "safetensors", "torch"},
    "pconv_resources": set(),
}

QT = {"PySide6", "shiboken6", "pyqtgraph", "PyQt5", "PyQt6", "qtpy"}
# Slow to import, so never while pconv_studio's modules load.
HEAVY = {"torch", "torchvision", "accelerate", "torchmetrics", "pconv_training"}
# Not installed by default, so only imported by the function that needs it.
OPTIONAL = {"h5py", "onnx", "onnxruntime"}


@dataclass(frozen=True)
class Import:
    """One imported module name and where it is imported."""

    path: Path
    line: int
    name: str
    on_load: bool  # runs when the module is imported, not when a function is called

    @property
    def top(self) -> str:
        return self.name.split(".")[0]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.name}"


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {
        "TYPE_CHECKING",
        "typing.TYPE_CHECKING",
    }


def _dynamic_import(node: ast.AST) -> str | None:
    """Return the module of ``import_module("x")`` and its likes, where it is a literal."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    called = ast.unparse(node.func)
    first = node.args[0]
    if called in {"importlib.import_module", "import_module", "__import__"} and (
        isinstance(first, ast.Constant) and isinstance(first.value, str)
    ):
        return first.value
    return None


def _imports(source: str, module: str, path: Path, *, is_package: bool) -> Iterator[Import]:
    package = module.split(".") if is_package else module.split(".")[:-1]

    def walk(node: ast.AST, on_load: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, alias.name, on_load)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package[: len(package) - node.level + 1]
                base = ".".join([*parents, base] if base else parents)
            # "from package import name" may name a module; the longer name decides then.
            for alias in node.names:
                yield Import(path, node.lineno, f"{base}.{alias.name}", on_load)
        elif name := _dynamic_import(node):
            yield Import(path, node.lineno, name, on_load)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            # Decorators and defaults run on load, but nobody imports there.
            on_load = False
        for field, value in ast.iter_fields(node):
            children = value if isinstance(value, list) else [value]
            quiet = _is_type_checking(node) and field == "body"
            for child in children:
                if isinstance(child, ast.AST):
                    yield from walk(child, on_load and not quiet)

    yield from walk(ast.parse(source, str(path)), on_load=True)


def _part(module: str) -> str:
    names = module.split(".")
    if names[0] == "pconv_studio" and len(names) > 1:
        two = ".".join(names[:2])
        return two if two in ALLOWED_PARTS else "pconv_studio"
    return names[0]


def _all_imports() -> list[tuple[str, Import]]:
    found = []
    for package, root in SOURCE_ROOTS.items():
        for path in sorted((root / package).rglob("*.py")):
            relative = path.relative_to(root).with_suffix("")
            is_package = relative.name == "__init__"
            names = relative.parts[:-1] if is_package else relative.parts
            module = ".".join(names)
            source = path.read_text(encoding="utf-8")
            for found_import in _imports(
                source, module, path.relative_to(ROOT), is_package=is_package
            ):
                found.append((_part(module), found_import))
    return found


IMPORTS = _all_imports()


def test_every_part_is_read():
    parts = {part for part, _ in IMPORTS}
    assert {
        "pconv_studio.core",
        "pconv_studio.inference",
        "pconv_studio.cli",
        "pconv_studio.gui",
        "pconv_models",
        "pconv_training",
        "pconv_resources",
    } <= parts


def test_parts_import_only_what_they_may():
    wrong = [
        f"{item} ({part} may not import {_part(item.name)})"
        for part, item in IMPORTS
        if item.top in SOURCE_ROOTS
        and _part(item.name) != part
        and _part(item.name) not in ALLOWED_PARTS[part]
    ]
    assert not wrong, "\n".join(wrong)


def test_the_window_uses_of_the_training_its_mask_generator_only():
    wrong = [
        str(item)
        for part, item in IMPORTS
        if part == "pconv_studio.gui"
        and item.top == "pconv_training"
        and not f"{item.name}.".startswith("pconv_training.masks.")
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_imports_the_command_line():
    wrong = [
        str(item)
        for part, item in IMPORTS
        if part != "pconv_studio.cli" and f"{item.name}.".startswith("pconv_studio.cli.")
    ]
    assert not wrong, "\n".join(wrong)


def test_qt_is_imported_in_the_gui_only():
    wrong = [str(item) for part, item in IMPORTS if item.top in QT and part != "pconv_studio.gui"]
    assert not wrong, "\n".join(wrong)


def test_nothing_heavy_is_imported_while_the_application_loads():
    wrong = [
        str(item)
        for part, item in IMPORTS
        if part.startswith("pconv_studio") and item.on_load and item.top in HEAVY
    ]
    assert not wrong, "\n".join(wrong)


def test_optional_libraries_are_imported_when_they_are_needed():
    wrong = [str(item) for _, item in IMPORTS if item.on_load and item.top in OPTIONAL]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("part", sorted(ALLOWED_LIBRARIES))
def test_part_imports_only_its_libraries(part):
    known = ALLOWED_LIBRARIES[part] | sys.stdlib_module_names | set(SOURCE_ROOTS)
    wrong = [str(item) for owner, item in IMPORTS if owner == part and item.top not in known]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("pconv_studio.cli.main", QT | HEAVY),
        ("pconv_studio.core", QT | HEAVY),
        ("pconv_studio.inference", QT | HEAVY),
        ("pconv_studio.gui.app", HEAVY),
    ],
)
def test_import_leaves_slow_libraries_alone(module, absent):
    # Catches what reading cannot: a library that imports torch by itself.
    code = (
        f"import sys, {module}; "
        f"print(sorted({absent!r} & {{name.split('.')[0] for name in sys.modules}}))"
    )
    search = [str(root) for root in dict.fromkeys(SOURCE_ROOTS.values())]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {search!r}; {code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_only_the_headless_opencv_is_installed():
    # The other builds ship Qt plugins, which PySide6 then loads and aborts on.
    installed = {(dist.metadata["Name"] or "").lower() for dist in metadata.distributions()}
    assert "opencv-python-headless" in installed
    assert not installed & {"opencv-python", "opencv-contrib-python"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import torch", [("torch", True)]),
        ("def f():\n    import torch.nn", [("torch.nn", False)]),
        ("class A:\n    import torch", [("torch", True)]),
        ("try:\n    import torch\nexcept ImportError:\n    pass", [("torch", True)]),
        ("if TYPE_CHECKING:\n    from torch import Tensor", [("torch.Tensor", False)]),
        ("from . import masks", [("pconv_studio.core.masks", True)]),
        ("from ..cli.main import app", [("pconv_studio.cli.main.app", True)]),
        ("def f():\n    return import_module('torch')", [("torch", False)]),
    ],
)
def test_imports_are_recognised(source, expected):
    found = _imports(source, "pconv_studio.core.images", Path("x.py"), is_package=False)
    assert [(item.name, item.on_load) for item in found] == expected
