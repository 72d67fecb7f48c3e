"""The demonstration hub: a fictional ward, deterministic, loaded in bulk. No real person or place."""
