"""likelier says which of several photos is likelier to be liked, and how sure it is."""

__version__ = "0.1.0"
