"""Screens of the reception desk."""
