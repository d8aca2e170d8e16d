"""Arrays by what they hold, as annotations name them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers; NaN where one isn't known."""
Floats = NDArray[np.floating]
"""Numbers of either precision."""
Matrix = NDArray[np.float32]
"""Features, in single precision."""
Ints = NDArray[np.int64]
"""Whole numbers, codes and counts."""
Index = NDArray[np.intp]
"""Positions in another array."""
Bools = NDArray[np.bool_]
"""Whether something is so."""
