"""Where half precision pays."""

from __future__ import annotations

import pytest
import torch

from pconv_models.precision import has_fast_bfloat16


@pytest.mark.parametrize("answer", [True, False])
def test_cpu_asks_for_tiles(monkeypatch, answer):
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: answer, raising=False)
    # AVX-512's dot product alone is slower than float32.
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True, raising=False)
    assert has_fast_bfloat16(torch.device("cpu")) is answer


def test_a_torch_that_cannot_tell(monkeypatch):
    monkeypatch.delattr(torch.cpu, "_is_amx_tile_supported", raising=False)
    assert has_fast_bfloat16(torch.device("cpu")) is False


@pytest.mark.parametrize("supported", [True, False])
def test_cuda_asks_for_hardware(monkeypatch, supported):
    def question(including_emulation=True):
        return supported or including_emulation

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", question)
    assert has_fast_bfloat16(torch.device("cuda")) is supported


def test_mps_counts_as_no():
    assert has_fast_bfloat16(torch.device("mps")) is False
