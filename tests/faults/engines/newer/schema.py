"""One field more in what enrichment writes, and in the state of a case."""

from pydantic.fields import FieldInfo

from schemas.case import Case, CaseDocument
from schemas.events import AllegationEnriched

FIELD = "of_a_next_version"
VALUE = "something that today's version has never heard of"


def upgrade_schema() -> None:
    """Add the field, as a release does: with a default, and without a new version."""
    for model in (AllegationEnriched, Case):
        model.model_fields[FIELD] = FieldInfo(annotation=str, default=VALUE)
        model.model_rebuild(force=True)
    CaseDocument.model_rebuild(force=True)
