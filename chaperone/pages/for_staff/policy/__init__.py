"""Pages about the policy itself: its versions, the next one being written, and what is decided about it."""
