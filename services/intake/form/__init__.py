"""The reporter's form: pages that work without JavaScript."""
