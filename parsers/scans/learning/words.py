"""Makes words.npz: `python -m parsers.scans.learning.words OUT MODEL LETTERS`.

MODEL is the ONNX file of PP-OCRv6 tiny for recognition, LETTERS the list of its letters as JSON; the wheel
of faster-paddle 0.0.2 holds both. Nothing is learnt: each filter's weights become whole numbers times one
factor, which changes next to nothing of what is read and makes of 4.5 MB less than 1 MB.
"""

# ruff: noqa: PLC0415 - openvino is of the group `ocr`
from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from parsers.scans.nets.networks import core
from parsers.scans.nets.recognition import of_any_height
from parsers.scans.types import Floats

# The largest whole number that stands for a weight: in layers that see, and in the one that names letters.
SEEING, NAMING = 63, 31
# Fewer numbers than these stay as they are, or as halves of their bits.
FEW, SINGLE = 512, 48


def packed(network: Any) -> Any:
    """The network with its weights in few bits, and what makes numbers of them again."""
    from openvino import opset13 as nodes

    for node in network.get_ordered_ops():
        if node.get_type_name() != "Constant" or not node.output(0).get_element_type().is_real():
            continue
        weights = node.get_data().astype(np.float32)
        if weights.size < SINGLE:
            continue
        if weights.size < FEW or weights.ndim < 2:
            new = nodes.convert(nodes.constant(weights.astype(np.float16)), np.float32)
        else:
            whole, factor = in_whole_numbers(weights)
            parts = [nodes.convert(nodes.constant(part), np.float32) for part in (whole, factor)]
            new = nodes.multiply(*parts)
        for entry in node.output(0).get_target_inputs():
            entry.replace_source_output(new.output(0))
    network.validate_nodes_and_infer_types()
    return network


def in_whole_numbers(weights: Floats) -> tuple[Floats, Floats]:
    """Weights of filters (the first axes, but the last of a table) as whole numbers, and their factors."""
    axes = (0,) if weights.ndim == 2 else tuple(range(weights.ndim - 3, weights.ndim))
    most = NAMING if weights.ndim == 2 and weights.shape[1] > weights.shape[0] * 8 else SEEING
    factor = np.maximum(np.abs(weights).max(axes, keepdims=True) / most, 1e-6).astype(np.float16)
    return np.round(weights / factor.astype(np.float32)).astype(np.int8), factor


def main(out: str, model: str, letters: str) -> None:
    import openvino

    network = packed(of_any_height(core().read_model(model)))
    with tempfile.TemporaryDirectory() as folder:
        layers, weights = Path(folder) / "words.xml", Path(folder) / "words.bin"
        openvino.serialize(network, str(layers), str(weights))
        kept = {
            name: np.frombuffer(path.read_bytes(), np.uint8)
            for name, path in (("network", layers), ("weights", weights))
        }
    listed = "".join(json.loads(Path(letters).read_text("utf-8")))
    np.savez_compressed(out, allow_pickle=False, letters=np.array(listed), **kept)


if __name__ == "__main__":
    main(*sys.argv[1:])
