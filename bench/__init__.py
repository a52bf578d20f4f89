"""How good and how fast nianbao is, measured beside its peers in one run: `python -m bench`.

Everything is made here from one seed and kept in `bench/out/`, so that a second run measures the same
documents. Times are CPU seconds of the measured process and its children; on a busy machine they still
swing, so the ratios inside one run are what counts.
"""

from pathlib import Path

OUT = Path(__file__).with_name("out")
SEED = "nianbao bench 1"
