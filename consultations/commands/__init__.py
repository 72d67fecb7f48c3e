"""Writes of consultations: one transaction, one gate, one audit entry each."""
