"""From a draft to the report that is sent."""

from typing import Any

from schemas.submission import Submission
from services.intake.form.answers import lines_of, partial_date
from services.intake.form.draft import Answers, Draft
from services.intake.form.questions import UNKNOWN

_TRUTH = {"yes": True, "no": False}


def submission_of(draft: Draft) -> Submission:
    """The report.

    A file of the evidence is named in `upload` by its id in the drafts.

    Raises:
        pydantic.ValidationError: an answer cannot be taken; the pages refuse it first.
    """
    answers = draft.answers
    return Submission.model_validate(
        _known(
            {
                "narrative": answers.get("narrative", ""),
                "products": [_product(item) for item in draft.items_of("products")],
                "companies": [_company(item) for item in draft.items_of("companies")],
                "production_country": answers.get("production_country"),
                "production_region": answers.get("production_region"),
                "labor": _known(_labor(answers)) or None,
                "us_link": _known(_us_link(answers)) or None,
                "evidence": [_evidence(item) for item in draft.items_of("evidence")],
                "prior_reports": lines_of(answers.get("prior_reports", "")),
                "retaliation_risk": _truth(answers, "retaliation_risk"),
                "reporter_role": answers.get("reporter_role"),
                "reporter": _reporter(answers) if draft.is_named else None,
            }
        )
    )


def _labor(answers: Answers) -> dict[str, Any]:
    workers = answers.get("workers")
    return {
        "indicators": answers.get("indicators", "").split(),
        "started_on": partial_date("started_on", answers),
        "ended_on": partial_date("ended_on", answers),
        "ongoing": _truth(answers, "ongoing"),
        "workers": int(workers) if workers else None,
        "workers_are": answers.get("workers_are"),
        "state_imposed": _truth(answers, "state_imposed"),
        "known_from": answers.get("known_from"),
    }


def _us_link(answers: Answers) -> dict[str, Any]:
    return {
        "importer": answers.get("importer"),
        "consignee": answers.get("consignee"),
        "ports": lines_of(answers.get("ports", "")),
        "bills_of_lading": lines_of(answers.get("bills_of_lading", "")),
        "reason": answers.get("reason"),
    }


def _product(item: Answers) -> dict[str, Any]:
    # Goods of which only the brand is known are named by it.
    named = item.get("description") or item.get("brand") or item.get("hs_code")
    return _known({**item, "description": named})


def _company(item: Answers) -> dict[str, Any]:
    return _known(
        {
            **item,
            "role": item.get("role") or "other",
            "aliases": lines_of(item.get("aliases", "")),
        }
    )


def _evidence(item: Answers) -> dict[str, Any]:
    return _known(
        {
            "kind": item.get("kind") or "other",
            "text": item.get("text"),
            "upload": item.get("file"),
            "url": item.get("url"),
            "published_on": partial_date("published_on", item),
            "shows": item.get("shows"),
            "supports": item.get("supports", "").split(),
        }
    )


def _reporter(answers: Answers) -> dict[str, Any]:
    agreed = answers.get("consent", "").split()
    return {
        **_known(
            {
                "name": answers.get("reporter_name"),
                "organization": answers.get("organization"),
                "email": answers.get("email"),
                "phone": answers.get("phone"),
                "language": answers.get("reporter_language"),
            }
        ),
        "may_contact": "may_contact" in agreed,
        "may_share": "may_share" in agreed,
    }


def _truth(answers: Answers, name: str) -> bool | None:
    return _TRUTH.get(answers.get(name, ""))


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    """Without what was left empty and what nobody knows."""
    return {
        name: value
        for name, value in fields.items()
        if value is False or (value and value != UNKNOWN)
    }
