"""How the policy itself is changed, reviewed and accounted for."""
