"""How much intake takes at once, and why not more."""

from dataclasses import dataclass

from schemas.submission import EVIDENCE_ITEMS_MAX
from schemas.topics import RECORD_BYTES_MAX

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one intake process.

    Attributes:
        json_bytes_max: a JSON report; what a record of the log can hold, so that no
            report is read whole only to be refused.
        allegation_bytes_max: the allegation as an event, with room for the attributes.
        file_bytes_max: one file. A scan of a hundred pages has 10 to 20 MB.
        upload_bytes_max: a multipart report with all its files.
        files_max: files of a report; one for each piece of evidence.
        at_once: reports being stored at the same time; each may hold 8 MB of text.
        waiting_max: further reports being read or waiting for their turn; with 8 MB
            each they fill half a gigabyte.
        body_s: seconds for a body to come in: 100 MB at 1 MB a second, or a report over
            Tor; whoever takes longer keeps others out.
    """

    json_bytes_max: int = RECORD_BYTES_MAX
    allegation_bytes_max: int = RECORD_BYTES_MAX - 64 * 1024
    file_bytes_max: int = 25 * MEBIBYTE
    upload_bytes_max: int = 100 * MEBIBYTE
    files_max: int = EVIDENCE_ITEMS_MAX
    at_once: int = 8
    waiting_max: int = 64
    body_s: float = 120
