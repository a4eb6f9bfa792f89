"""Backups of the embedded installation: made while it runs, checked, put back.

Why so, and what is left out: docs/decisions/0020-backup.md.
"""

from tocsin.backup.making import make_backup
from tocsin.backup.manifest import Manifest, read_manifest
from tocsin.backup.staging import check_target, staged

__all__ = ["Manifest", "check_target", "make_backup", "read_manifest", "staged"]
