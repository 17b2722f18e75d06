"""All benchmarks, one after the other: `python benchmarks/run.py [engines] [cold_start] [scale]`.

Every number that counts is a ratio between programs that ran side by side on this machine. `make bench` installs what
is compared with first. `benchmarks/decisions.py` is about right answers, not speed, and is run by itself.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

PARTS = ("engines", "cold_start", "scale")
ROOT = Path(__file__).resolve().parent.parent


def main(wanted: list[str]) -> int:
    """Runs the parts; returns the worst of their exit codes."""
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        print(f"error: There is no part {', '.join(unknown)}. The parts are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n", flush=True)
    codes = []
    for part in wanted or PARTS:
        print(f"# {part}\n", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], cwd=ROOT, check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
