"""Counts of the import graph: packages, modules, modules with one importer, upward imports, circles.

python benchmarks/import_graph.py [--root CHECKOUT]
"""

import argparse
import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOTS = {"broadsheet_server": "server", "broadsheet_client": "client", "broadsheet_shared": "shared"}
FLOORS = (
    ("storage",),
    ("settings", "settings_checks", "settings_sources"),
    ("models",),
    ("changefeed",),
    ("newsroom", "access"),
    ("search",),
    ("related",),
    ("reading",),
    ("ingest", "sharing"),
    ("schema",),
    ("execution",),
    ("transport", "web"),
    ("operations", "demo"),
    ("app", "cli"),
)
"""The server's packages, lowest first (CONTRIBUTING.md). An import goes down or stays on its floor."""

Edges = dict[str, set[str]]


def main() -> None:
    """Print the counts of a checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root
    modules = dict(_modules(root))
    edges = {name: _imports(name, path, modules) for name, path in modules.items()}
    importers = Counter(target for targets in edges.values() for target in targets)
    upward = [
        (source, target)
        for source, targets in edges.items()
        for target in targets
        if _is_upward(source, target)
    ]
    packages = {name.rpartition(".")[0] for name in modules}
    print(f"packages                      {len(packages)}")
    print(f"modules                       {len(modules)}")
    print(f"imports between modules       {sum(map(len, edges.values()))}")
    print(f"modules with one importer     {sum(count == 1 for count in importers.values())}")
    print(f"imports from lower to higher  {len(upward)}")
    print(f"circles of packages           {len(list(_circles(edges)))}")
    for source, target in sorted(upward):
        print(f"    {source} -> {target}")
    for circle in _circles(edges):
        print(f"    circle: {', '.join(sorted(circle))}")


def _modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Every module with code in it, by its dotted name; migrations and generated code are left out."""
    for package, folder in ROOTS.items():
        for path in (root / folder / package).rglob("*.py"):
            parts = path.relative_to(root / folder).with_suffix("").parts
            if "migrations" in parts or parts[-1] == "generated":
                continue
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if parts[-1] != "__init__" or _has_code(path):
                yield name, path


def _has_code(path: Path) -> bool:
    return any(not isinstance(node, ast.Expr) for node in ast.parse(path.read_text("utf-8")).body)


def _imports(name: str, path: Path, modules: dict[str, Path]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
            found.add(node.module)
    return {target for target in found if target in modules and target != name}


def _package(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "broadsheet_server" and len(parts) > 1 else parts[0]


def _floor(module: str) -> int | None:
    package = _package(module)
    return next((floor for floor, names in enumerate(FLOORS) if package in names), None)


def _is_upward(source: str, target: str) -> bool:
    lower, higher = _floor(source), _floor(target)
    return lower is not None and higher is not None and lower < higher


def _circles(edges: Edges) -> Iterator[set[str]]:
    """Sets of packages that import each other, directly or not (strongly connected components)."""
    graph: Edges = defaultdict(set)
    for source, targets in edges.items():
        graph[_package(source)].update(_package(target) for target in targets)
    reach = {package: _reachable(package, graph) for package in list(graph)}
    seen: set[str] = set()
    for package in sorted(graph):
        circle = {other for other in reach[package] if package in reach.get(other, set())}
        if len(circle | {package}) > 1 and package not in seen and package in reach[package]:
            seen |= circle
            if len(circle) > 1:
                yield circle


def _reachable(start: str, graph: Edges) -> set[str]:
    reached: set[str] = set()
    waiting = [*graph[start]]
    while waiting:
        package = waiting.pop()
        if package not in reached:
            reached.add(package)
            waiting.extend(graph.get(package, ()))
    return reached


if __name__ == "__main__":
    main()
