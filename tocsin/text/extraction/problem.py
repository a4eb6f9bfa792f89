"""Why a file gives no text."""


class Unreadable(Exception):
    """A file that its reader cannot read.

    Args:
        problem: a stable code: encrypted, damaged, too_large_inside, too_many_pages.
    """

    def __init__(self, problem: str) -> None:
        """Keep the code; nothing of the file."""
        super().__init__(problem)
        self.problem = problem
