"""Files of cases handed out: cleaned copies, and originals to officers."""
