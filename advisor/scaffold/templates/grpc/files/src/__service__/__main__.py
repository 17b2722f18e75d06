"""`python -m __service__` runs the server."""

import asyncio

from __service__.server import serve
from __service__.settings import Settings

if __name__ == "__main__":
    asyncio.run(serve(Settings.read()))
