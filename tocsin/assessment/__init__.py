"""What a filing lacks, and in which order cases deserve attention. Pure.

Enrichment assesses a case when it reads it; the index does so again without what a
reviewer has rejected.
"""

from tocsin.assessment.completeness import assess_completeness
from tocsin.assessment.facts_date import facts_day
from tocsin.assessment.found import Found
from tocsin.assessment.priority import prioritize

__all__ = ["Found", "assess_completeness", "facts_day", "prioritize"]
