"""Work on cases: what reviewers change, written as events."""
