"""The text of files from strangers. Runs only in a limited child process."""

from tocsin.text.extraction.files import Extracted, FileToRead, extracting

__all__ = ["Extracted", "FileToRead", "extracting"]
