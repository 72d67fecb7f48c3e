"""Screens of events: planning, bookings at the desk, pages for everybody."""
