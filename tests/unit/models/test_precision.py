"""Where half precision pays."""

from __future__ import annotations

import pytest
import torch

from pconv_models.precision import has_fast_bfloat16


@pytest.mark.parametrize("answers", [(True, False), (False, True), (False, False)])
def test_cpu(monkeypatch, answers):
    names = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    for name, answer in zip(names, answers, strict=True):
        monkeypatch.setattr(torch.cpu, name, lambda answer=answer: answer, raising=False)
    assert has_fast_bfloat16(torch.device("cpu")) is any(answers)


def test_a_torch_that_cannot_tell(monkeypatch):
    for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        monkeypatch.delattr(torch.cpu, name, raising=False)
    assert has_fast_bfloat16(torch.device("cpu")) is False


@pytest.mark.parametrize("supported", [True, False])
def test_cuda_asks_for_hardware(monkeypatch, supported):
    def question(including_emulation=True):
        return supported or including_emulation

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", question)
    assert has_fast_bfloat16(torch.device("cuda")) is supported


def test_mps_counts_as_no():
    assert has_fast_bfloat16(torch.device("mps")) is False
