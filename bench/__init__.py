"""Measures the product beside its peers in one run: ``make bench``. Nothing in the product imports this."""
