"""Groups of commands: parsing only, as `likelier.cli`, which brings them together."""
