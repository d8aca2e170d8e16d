"""What a class of demand means, in words."""

from __future__ import annotations

CLASS_WORDS = {
    "smooth": "sells steadily",
    "erratic": "sells steadily, in uneven amounts",
    "intermittent": "sells now and then",
    "lumpy": "sells now and then, in uneven amounts",
    "new": "too new to tell",
    "launch": "began inside the window, forecast from products like it",
    "no sales": "hasn’t sold yet",
}
