"""Where in the log who reported is looked for."""

from datetime import timedelta

import pytest

from services.desk.reveals.sealed_reporters import MARGIN, SealedReporters
from tests.office import NAME, Office


@pytest.mark.parametrize("off", [timedelta(0), 5 * MARGIN, -5 * MARGIN])
def test_who_reported_is_found_though_intake_had_the_wrong_time(
    office: Office, off: timedelta
) -> None:
    cases = [office.case(f"dated-{number}") for number in range(3)]
    world = office.world
    reporters = SealedReporters(world.log, world.vault.codec, office.folder / "keys")
    received_at = world.clock.now() + off
    assert [reporters.open(case, received_at).name for case in cases] == [NAME] * 3
