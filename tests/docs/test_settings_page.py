"""The page of settings equals the settings."""

import json

from tests.docs.pages import codes, page, rows
from tocsin.settings import Settings

ROWS = rows(page("reference/settings.md"))


def test_the_page_has_each_setting_in_order_and_no_other() -> None:
    assert list(ROWS) == list(Settings.model_fields)


def test_each_variable_is_the_name_in_capitals() -> None:
    variables = [codes(cells[0]) for cells in ROWS.values()]
    assert variables == [[f"TOCSIN_{name.upper()}"] for name in Settings.model_fields]


def test_each_default_is_that_of_the_code() -> None:
    defaults = {
        name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in Settings.model_fields.items()
    }
    assert {name: cells[1] for name, cells in ROWS.items()} == {
        name: _shown(default) for name, default in defaults.items()
    }


def _shown(default: object) -> str:
    if default is None:
        return "none"
    shown = json.dumps(default) if isinstance(default, bool | dict) else str(default)
    return f"`{shown}`"
