"""Forms of the drop-in space, by topic."""
