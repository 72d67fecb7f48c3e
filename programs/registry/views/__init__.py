"""Screens of the common model."""
