"""Training and pledges of the people who work at a hub."""
