"""What this viewer may see of the policy's versions; nothing here writes."""
