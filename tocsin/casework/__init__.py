"""What reviews do to a case. Pure: the index and the desk come to the same result."""

from tocsin.casework.fold import Placed, fold
from tocsin.casework.moves import MOVES, moves_of
from tocsin.casework.refusal import ReviewRefused
from tocsin.casework.reviewing import reviewed

__all__ = ["MOVES", "Placed", "ReviewRefused", "fold", "moves_of", "reviewed"]
