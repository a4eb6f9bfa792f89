"""The files of a report that is submitted from a folder."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from schemas.submission import Submission
from services.intake.files import Upload
from services.intake.refusals import Fault, invalid_report


@contextmanager
def opened_uploads(
    submission: Submission, folder: Path
) -> Iterator[Mapping[str, Upload]]:
    """The files that the evidence names, open until the end of the `with` block.

    Raises:
        Refused: a name leads out of the folder, or to no file.
    """
    with ExitStack() as stack:
        uploads: dict[str, Upload] = {}
        for number, item in enumerate(submission.evidence):
            name = item.upload
            if name is None or name in uploads:
                continue
            try:
                file = stack.enter_context(_opened(name, folder))
            except OSError as exc:
                fault = Fault(
                    f"/evidence/{number}/upload",
                    f"is not a file of the folder ({exc.strerror})",
                )
                raise invalid_report([fault]) from exc
            uploads[name] = Upload(file, Path(name).name)
        yield uploads


def _opened(name: str, folder: Path) -> BinaryIO:
    """A file by the name that a report gives it, which may be anything.

    Raises:
        OSError: there is none, it may not be read, or the name leads elsewhere.
    """
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise PermissionError(errno.EACCES, "the name leads out of it")
    return path.open("rb")
