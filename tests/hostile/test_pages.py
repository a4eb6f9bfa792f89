"""Whatever a form is sent, no page is answered with a bug."""

from pathlib import Path

from fastapi.testclient import TestClient

from tests.desk_world import case_document, desk_world
from tests.form_client import form_client
from tests.hostile.asking import CASES
from tests.hostile.browsing import browse_all


def test_the_pages_of_the_desk_answer_whatever_they_are_sent(tmp_path: Path) -> None:
    with desk_world(tmp_path) as world:
        case = case_document("first", anonymous=False)
        world.add(case)
        known = {"case_id": [case.case_id], "evidence_id": ["narrative"]}
        seen = browse_all(world.app, CASES, known)
    assert {200, 303, 404, 422} <= seen.keys()


def take_a_draft(client: TestClient) -> None:
    client.post("/en/report", files={"go": (None, "start")})


def test_the_form_answers_whatever_it_is_sent(tmp_path: Path) -> None:
    with form_client(tmp_path) as client:
        known = {"code": ["en", "ar"], "number": [str(n) for n in range(1, 10)]}
        seen = browse_all(client.app, CASES, known, take_a_draft)
    assert {200, 303, 404} <= seen.keys()
