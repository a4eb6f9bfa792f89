"""What the OpenAPI document says of changes of cases.

Written out, because the bodies are read by hand: limits hold while they stream in.
"""

from typing import Any

from services.desk.casework.answers import ChangedAnswer
from services.desk.casework.bulk import BulkRequest
from services.desk.casework.requested import ChangesRequest
from services.desk.cells import MEDIA_TYPE
from services.desk.openapi import json_body
from tocsin.web.problems import problem_response

CONFLICT = (
    "Somebody else changed the case first, or it cannot be changed so: `yours`,"
    " `current`, `changes_since`, `notes_since`, `allowed`."
)


CHANGES = json_body(ChangesRequest)
BULK = json_body(BulkRequest)
CHANGED: dict[int | str, dict[str, Any]] = {
    200: {"model": ChangedAnswer},
    409: problem_response(CONFLICT),
}
TABLE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A table.", "content": {MEDIA_TYPE: {}}}
}
