"""The workers of a next version: events and cases have a field that today's lack."""
