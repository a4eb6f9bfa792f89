"""An office for the tests of a file."""

from collections.abc import Iterator

import pytest

from tests.office import Office, office_in


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_in(tmp_path_factory.mktemp("office")) as office:
        yield office
