"""Networks as OpenVINO runs them: on one thread, as many readers run side by side."""

# ruff: noqa: PLC0415 - the packages of the group `ocr` may be missing, and are asked for first
from __future__ import annotations

from functools import cache
from typing import Any

# One thread on any core. The precision is the processor's choice: numbers of 16 bits where it has them.
OPTIONS = {
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "ENABLE_CPU_PINNING": False,
}
EXACT = {"INFERENCE_PRECISION_HINT": "f32"}


@cache
def core() -> Any:
    import openvino

    return openvino.Core()


def ready(network: Any, *, exact: bool = False) -> Any:
    """A network that can be asked; `exact` where numbers of 16 bits would not do."""
    return core().compile_model(network, "CPU", OPTIONS | EXACT if exact else OPTIONS).create_infer_request()
