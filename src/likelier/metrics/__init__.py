"""How good an order is, and how sure we are of that."""
