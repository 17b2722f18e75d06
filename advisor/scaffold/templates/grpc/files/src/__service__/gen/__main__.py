"""Makes the modules of this package from proto/, into this folder or the one that is named."""

import re
import sys
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from grpc_tools import protoc

HERE = Path(__file__).parent
PROTO = HERE.parents[2] / "proto"


def generate(target: Path) -> None:
    """Writes the generated modules; they import each other from the package that they lie in."""
    with TemporaryDirectory() as folder:
        sources = sorted(str(path) for path in PROTO.rglob("*.proto"))
        outputs = [f"--{kind}_out={folder}" for kind in ("python", "pyi", "grpc_python", "mypy_grpc")]
        plugin = f"--plugin={Path(sys.executable).parent / 'protoc-gen-mypy_grpc'}"
        known = str(files("grpc_tools") / "_proto")
        if protoc.main(["protoc", f"-I{PROTO}", f"-I{known}", plugin, *outputs, *sources]) != 0:
            raise SystemExit("protoc failed; its message stands above.")
        for made in Path(folder).rglob("*.py*"):
            text = re.sub(r"^from shop\.orders\.v1 import ", "from . import ", made.read_text(), flags=re.MULTILINE)
            text = re.sub(r"\bshop\.orders\.v1\.orders_pb2\b", "orders_pb2", text) if made.suffix == ".pyi" else text
            (target / made.name).write_text(text)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
