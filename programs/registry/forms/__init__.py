"""Forms of the common model, by topic."""
