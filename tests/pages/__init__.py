"""Proofs of the pages."""
