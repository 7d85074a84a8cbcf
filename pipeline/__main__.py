"""`python -m pipeline` is `communique`: nothing that workers unpickle is defined here."""

import sys

from pipeline.console import main

if __name__ == "__main__":
    sys.exit(main())
