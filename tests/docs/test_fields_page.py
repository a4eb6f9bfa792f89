"""The page of fields keeps up with what intake takes."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from schemas.submission import (
    CompanyClaim,
    Evidence,
    ImportClaim,
    LaborClaim,
    ProductClaim,
    Reporter,
    StoredFile,
    Submission,
)

PAGE = (Path(__file__).parents[2] / "docs/reference/fields.md").read_text("utf-8")


def _fields_by_heading() -> dict[str, list[str]]:
    parts = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)[1:]
    return {
        heading.strip("`"): re.findall(r"^\| `(\w+)` \|", body, flags=re.MULTILINE)
        for heading, body in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("Report", Submission),
        ("products", ProductClaim),
        ("companies", CompanyClaim),
        ("labor", LaborClaim),
        ("us_link", ImportClaim),
        ("evidence", Evidence),
        ("file", StoredFile),
        ("reporter", Reporter),
    ],
)
def test_the_page_lists_each_field_once_and_no_other(
    heading: str, model: type[BaseModel]
) -> None:
    assert sorted(_fields_by_heading()[heading]) == sorted(model.model_fields)


@pytest.mark.parametrize("field", ["role", "kind", "reporter_role"])
def test_the_page_names_every_choice(field: str) -> None:
    models: dict[str, type[BaseModel]] = {
        "role": CompanyClaim,
        "kind": Evidence,
        "reporter_role": Submission,
    }
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{field}` |"))
    choices = re.findall(r"'(\w+)'", str(models[field].model_fields[field].annotation))
    assert len(choices) >= 9
    assert [choice for choice in choices if f"`{choice}`" not in row] == []
