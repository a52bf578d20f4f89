"""Names for arrays of pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Pixels, 0 black to 255 white: height × width, or height × width × 3 (blue, green, red).
Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]
# A 3 × 3 projective map of (x, y, 1).
Map = NDArray[np.float64]
Floats = NDArray[Any]
