"""The figures of `evaluate` for people: one HTML page, its plots, and a short table for the terminal."""

from likelier.scorecard.text import summary

__all__ = ["summary"]
