"""Networks as OpenVINO runs them: on one thread, as many readers run side by side."""

# ruff: noqa: PLC0415 - the packages of the group `ocr` may be missing, and are asked for first
from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parsers.scans.types import Floats, Grey

# One thread on any core. The precision is the processor's choice: numbers of 16 bits where it has them.
OPTIONS = {
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "ENABLE_CPU_PINNING": False,
}
EXACT = {"INFERENCE_PRECISION_HINT": "f32"}
# The shares of a step make one but for so much, with numbers of 16 bits.
ROUNDED = 0.1


@cache
def core() -> Any:
    import openvino

    return openvino.Core()


def ready(network: Any, *, exact: bool = False) -> Any:
    """A network that can be asked; `exact` where numbers of 16 bits would not do."""
    return core().compile_model(network, "CPU", OPTIONS | EXACT if exact else OPTIONS).create_infer_request()


def asked(request: Any, entry: Floats | Grey, *, lent: bool = False) -> list[Floats]:
    """What a network answers to an entry (n × …), first the shares of signs; `lent` until it is asked again.

    Raises:
        MemoryError: it had no memory to work in. Of that it says nothing itself, and its answer is that to an
            entry before, or empty.
    """
    spoil(request.output_tensors[0].data)
    made = list(request.infer({0: entry}, share_inputs=True, share_outputs=lent).values())
    if len(made[0]) != len(entry) or not whole(made[0]):
        raise MemoryError("a network had no memory to work in")
    return made


def spoil(shares: Floats) -> None:
    """Makes what is left of an answer none: its first and its last step have shares that are no number."""
    if shares.size:
        shares[(0,) * (shares.ndim - 1)] = shares[(-1,) * (shares.ndim - 1)] = float("nan")


def whole(shares: Floats) -> bool:
    """Whether the shares of the first and of the last step make one, as those of all do."""
    if not shares.size:
        return not len(shares)
    ends = (shares[(at,) * (shares.ndim - 1)] for at in (0, -1))
    return all(abs(float(one.sum()) - 1) < ROUNDED for one in ends)
