"""Chaperone carries out an online safeguarding policy, clause by clause."""
