"""What leaves the desk as files: a case in full, and searches as tables."""
