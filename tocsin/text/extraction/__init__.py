"""The text of files from strangers. Runs only in a limited child process."""

from tocsin.text.extraction.file import Extracted, FileToRead

EXTRACTING = "tocsin.text.extraction.files:extracting"
"""The factory of the work function, for `tocsin.processes.Task`."""

__all__ = ["EXTRACTING", "Extracted", "FileToRead"]
