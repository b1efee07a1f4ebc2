"""Database changes of the sessions folder, in order."""
