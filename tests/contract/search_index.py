"""What every adapter of the index must do; each adapter's tests inherit this."""

from tests.contract.index_filtering import FilteringContract
from tests.contract.index_paging import PagingContract
from tests.contract.index_rebuilding import RebuildingContract
from tests.contract.index_searching import SearchingContract
from tests.contract.index_writing import WritingContract


class SearchIndexContract(
    SearchingContract,
    FilteringContract,
    PagingContract,
    WritingContract,
    RebuildingContract,
):
    """The contract. A subclass has a fixture `make_index`."""
