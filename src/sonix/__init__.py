"""Sonix: people in different places hear the same music at the same instant."""

__version__ = "0.1.0"
