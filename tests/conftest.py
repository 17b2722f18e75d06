"""Settings for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("everyday", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")
