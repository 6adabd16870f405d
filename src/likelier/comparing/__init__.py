"""Two registered versions beside each other: on the same posts, and in all that they keep."""
