"""The process that children are forked from: python -m tocsin.processes PIPE.

Started by `tocsin.processes.template`; PIPE is the number of an open file.
"""

import sys
from multiprocessing.connection import Connection

from tocsin.processes.child import main

if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
