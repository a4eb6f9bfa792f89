"""Copies of strangers' files without metadata. Made only in a limited child process.

There is no sure way to find all metadata of a file. What is known to hold some is left
out or emptied, and the rest is copied: each module says what.
"""

from tocsin.cleaning.file import Cleaned, FileToClean

CLEANING = "tocsin.cleaning.files:cleaning"
"""The factory of the work function, for `tocsin.processes.Task`."""

__all__ = ["CLEANING", "Cleaned", "FileToClean"]
