"""Proofs of reports from outside."""
