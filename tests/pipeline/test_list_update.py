"""A newer edition of a list reaches the cases that it touches, while workers run."""

from pathlib import Path
from typing import Any

import pytest

from schemas.case import Case
from tests.pipeline.command_line import CommandLine
from tests.pipeline.world import World, open_world, stories

pytestmark = pytest.mark.model

PAGE = """<h2>Section 2(d)(2)(B)(v)</h2><table>
<tr><td>Name of Entity</td><td>Effective Date</td></tr>
<tr><td>Halvorin Zhenru Cotton Co., Ltd.</td><td>January 5, 2026</td></tr></table>"""


def run(world: World, *arguments: str) -> Any:
    """What a command prints, as JSON."""
    answer = CommandLine(world.settings.data)(*arguments)
    assert answer.code == 0, answer.notes
    return answer.told


def case_of(world: World, case_id: str) -> Case:
    return world.index.get([case_id])[case_id].document.case


def entries(world: World, case_id: str) -> list[str]:
    """The entries that name an entity of the UFLPA list."""
    enrichment = case_of(world, case_id).enrichment
    assert enrichment is not None
    return [h.entry for h in enrichment.screening if "producer" in h.matched_on]


def test_a_newly_listed_company_is_found_in_the_cases_that_name_it(
    tmp_path: Path,
) -> None:
    published = tmp_path / "entities.html"
    published.write_text(PAGE)
    with open_world(tmp_path / "data") as world:
        world.start("enrich", "index")
        story = {
            "id": "listed",
            "narrative": "At Halvorin Zhenru Cotton Co., Ltd. in Shandong, China, the"
            " manager keeps our passports and we are not paid. We spin cotton yarn.",
        }
        listed, other = world.submit(story, *stories("other", 1))
        world.wait()
        looked = run(world, "lists", "update", str(published), "--json")
        added = [one for one in looked["changes"] if one["what"] == "added"]
        assert [one["names"] for one in added] == [["Halvorin Zhenru Cotton Co., Ltd."]]
        assert (looked["cases"], looked["records"]) == (1, 0)
        assert entries(world, listed.case_id) == []

        done = run(world, "lists", "update", str(published), "--apply", "--json")
        assert (done["cases"], done["records"]) == (1, 1)
        world.wait()
        assert entries(world, listed.case_id) == [added[0]["entry"]]
        assert world.verify().repeated == 1

        # The other case was read with the edition before: it is stale, and no longer.
        assert run(world, "enrich", "--stale", "--dry-run") == {"stale": 1}
        assert run(world, "enrich", "--stale")["put_back"] == 1
        world.wait()
        assert run(world, "enrich", "--stale", "--dry-run") == {"stale": 0}
        for case_id in (listed.case_id, other.case_id):
            told = [entry.summary for entry in case_of(world, case_id).history]
            assert told == ["received", "enriched", "enriched"]
        assert world.verify().holds
