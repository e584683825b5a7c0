"""Commands as people call them, one file each."""
