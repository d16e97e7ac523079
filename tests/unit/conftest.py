"""What all unit tests share."""

from __future__ import annotations

import pytest
import torch

from pconv_studio.inference.user_models import FOLDER_VARIABLE


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Tensors here are so small that a second thread costs time, and sums keep one order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def no_own_models(monkeypatch, tmp_path_factory):
    """The models of whoever runs the tests are left alone, and not listed."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.getbasetemp() / "no own models"))
