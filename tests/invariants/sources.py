"""What the invariant tests look at: every file of ours, and the imports of our Python files."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("triage", "webhooks.py", "models.py", "migrations")
_NOT_OURS = {".git", ".venv", "var", "__pycache__", "node_modules"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be committed."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        words = [git, "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard"]
        names = subprocess.run(words, check=True, capture_output=True).stdout.decode()  # noqa: S603 - our own words
        found = [ROOT / name for name in names.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _NOT_OURS & set(path.parts)]
    return tuple(sorted(path for path in found if path.is_file()))


@cache
def python(*under: str) -> tuple[tuple[str, Path], ...]:
    """(path from the root, file) of our Python files below these places."""
    return tuple(
        (name, path)
        for path in files()
        if path.suffix == ".py"
        for name in [path.relative_to(ROOT).as_posix()]
        if any(name == place or name.startswith(f"{place}/") for place in under)
    )


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[tuple[int, str], ...]:
    """(line, dotted name) of everything that a file imports, also inside functions."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            module = node.module or ""
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
