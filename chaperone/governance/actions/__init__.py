"""Everything that happens to the policy itself; the only writers of this folder."""
