"""Writes of the common model: one transaction, one gate, one audit entry each."""

from programs.registry.commands.keys import refresh_keys

__all__ = ["refresh_keys"]
