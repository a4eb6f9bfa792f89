"""What every case file says first."""

NOTICE = (
    "An allegation is not a verdict. This file holds what was reported, and what was"
    " found in it. Nobody who is named here has been heard, and nothing here says that"
    " anybody did what is alleged. A priority is an order of reading."
)
"""docs/explanation/an-allegation-is-not-a-verdict.md says why."""

IDENTITY = (
    "Who reported is not in this file. It is sealed apart from the case, and no export"
    " can open it. A text may still give away who wrote it: read before you hand it on."
)
