"""The files of a report that is submitted from a folder."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from schemas.submission import Submission
from services.intake.files import Upload
from services.intake.refusals import Fault, Refused


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
            path = (folder / name).resolve()
            if not path.is_relative_to(folder.resolve()) or not path.is_file():
                fault = Fault(
                    f"/evidence/{number}/upload", "is not a file of the folder"
                )
                raise Refused("invalid-report", "A file is missing.", [fault])
            uploads[name] = Upload(stack.enter_context(path.open("rb")), path.name)
        yield uploads
