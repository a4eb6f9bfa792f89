"""What every adapter of the log must do; each adapter's tests inherit this."""

from tests.contract.log_appending import AppendingContract
from tests.contract.log_groups import GroupContract
from tests.contract.log_reading import ReadingContract


class EventLogContract(AppendingContract, ReadingContract, GroupContract):
    """The contract. A subclass has a fixture `under_test`."""
