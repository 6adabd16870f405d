"""The gate: whether a challenger may become champion."""
