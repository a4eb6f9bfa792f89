"""Dead letters at the desk: looked at, replayed and discarded by operators."""
