"""How often drift is reported that isn't there, and how often a planted one is found."""
