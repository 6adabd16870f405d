"""Groups of commands: parsing only, each calls one function of the package. `likelier.cli` brings them together."""
