"""`python -m __service__` runs the server."""

import asyncio
import sys

from __service__.server import serve
from __service__.settings import Settings

if __name__ == "__main__":
    try:
        asyncio.run(serve(Settings.read()))
    except SystemExit as refused:  # what it was told is wrong, or taken
        print(refused, file=sys.stderr)
        sys.exit(2)
