"""The import table: which folder may know which."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "waterbed"

# Folder or module: what of ours it may import besides itself.
TABLE = {
    "nouns": set(),
    "effect": {"nouns", "parallel"},
    "displacement": {"nouns", "effect"},
    "reporting": {"nouns", "effect", "displacement"},
    "hidden": {"nouns"},
    "claims": {"nouns"},
    "disclosure": {"nouns"},
    "simulate": {"nouns"},
    "power": {"nouns"},
    "report": {"nouns", "whole"},
    "read": {"nouns"},
    "author": {"disclosure", "nouns", "read", "whole"},
    "lock": {"nouns", "whole"},
    "parallel": set(),
    "whole": {"nouns"},
    "fetch": {"nouns", "whole"},
    "plan": {"nouns", "claims"},
    "pictures": {"nouns", "effect"},
    "families": {"nouns", "claims", "displacement", "effect"},
    "programmes": {"nouns", "claims", "displacement", "effect"},
    "pooled": {"nouns", "programmes"},
    "pooling": {"nouns", "displacement", "effect", "pooled", "pooling_moves", "programmes"},
    "pooling_moves": {"nouns", "displacement"},
    "weighing": {"nouns", "displacement"},
    "bench": {"nouns", "displacement", "effect", "families"},
    "comparison": {
        "bench",
        "displacement",
        "effect",
        "families",
        "nouns",
        "pictures",
        "plan",
        "programmes",
    },
    "limits": {"nouns"},
    "snap_points": {"nouns", "effect", "plan"},
    "recorded": {"nouns", "effect"},
    "run": {
        "bench",
        "claims",
        "comparison",
        "disclosure",
        "effect",
        "hidden",
        "limits",
        "lock",
        "nouns",
        "parallel",
        "plan",
        "pooled",
        "pooling",
        "read",
        "recorded",
        "reporting",
        "snap_points",
        "weighing",
    },
    "prospect_others": {"nouns", "claims", "effect", "plan"},
    "prospect": {"nouns", "claims", "comparison", "effect", "parallel", "plan", "power", "run"},
}
# A classmethod of the panel that reads a frame, imported only when it is called.
DEFERRED = {Path("nouns/panel.py"): {"read"}}
DOORS = {"cli", "check", "demo", "terminal", "__main__", "web"}


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "waterbed":
                names = [f"waterbed.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("waterbed.")}
    return found - {"__version__"}


@pytest.mark.parametrize(
    "file", sorted(SOURCE.rglob("*.py")), ids=lambda f: str(f.relative_to(SOURCE))
)
def test_imports_follow_the_table(file):
    own = file.relative_to(SOURCE).parts[0].removesuffix(".py")
    used = imports(file) - {own} - DEFERRED.get(file.relative_to(SOURCE), set())
    if own in DOORS or own == "__init__":
        assert own != "__init__" or not used
        return
    assert own in TABLE, f"{own} is in no row of the table"
    assert used <= TABLE[own]


def test_no_module_below_the_nouns_knows_a_data_frame():
    frames = {"polars", "pandas", "pyarrow"}
    for folder in ("nouns", "effect", "displacement", "disclosure", "hidden"):
        for file in (SOURCE / folder).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    assert not {alias.name.split(".")[0] for alias in node.names} & frames, file
                if isinstance(node, ast.ImportFrom) and node.module:
                    assert node.module.split(".")[0] not in frames, file
