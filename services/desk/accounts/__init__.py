"""Accounts of the desk: people, sessions, keys, and what each role may do."""
