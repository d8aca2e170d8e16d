"""Arrays by what they hold, as annotations name them; `panel` and `frequency` add those of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers; NaN where one isn't known."""
Matrix = NDArray[np.float32]
"""Rows of features."""
Index = NDArray[np.intp]
"""Positions in another array."""
