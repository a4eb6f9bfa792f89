"""Requests and texts that nobody sends who means well."""
