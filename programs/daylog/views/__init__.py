"""Screens of the day log."""
