"""
The shape of the source tree: which way imports point, and what no module may reach for.

Everything but the last class is read from the syntax trees, so that an import inside a function
or under TYPE_CHECKING counts like any other.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = "medmassage"
ROOT = Path(__file__).parents[1] / "src" / PACKAGE

# Lowest first. A module or package imports from its own layer and from those above it in this list.
LAYERS = (
    "errors",
    "vocabulary",
    "model",
    "writing",
    "serialization",
    "grading",
    "knowledge",
    "catalog",
    "scoring",
    "rules",
    "admission",
    "answers",
    "firing",
    "asking",
    "screening",
    "ground",
    "changes",
    "matching",
    "healing",
    "choosing",
    "dosing",
    "reach",
    "pieces",
    "positioning",
    "sessions",
    "goals",
    "criteria",
    "disclaimers",
    "basis",
    "letters",
    "surroundings",
    "phases",
    "withholding",
    "planning",
    "subjects",
    "renaming",
    "known",
    "so_far",
    "conduct",
    "judging",
    "progress",
    "reporting",
    "rescreening",
    "export",
    "cohort",
    "testing",
    "__main__",
)

# Imports that point up all the same: (from, to) and the reason. Best kept empty.
ARROWS_UP: dict[tuple[str, str], str] = {
    ("model.fields", "export.markdown"): "a notebook asks the object itself to show itself",
    ("catalog", "export._markdown_catalog"): "as above",
    ("catalog.index", "export._markdown_catalog"): "as above",
}

# Where a library may be used; one that is not listed may be used in a door only, see DOORS.
HOMES = {
    "attr": LAYERS,
    "attrs": LAYERS,
    "cattrs": ("serialization",),
    "importlib_resources": ("catalog",),
    "importlib.resources": ("catalog",),
}

# Layers that may use optional libraries, and only on use: inside a function or TYPE_CHECKING.
DOORS = ("export", "cohort")

# Results depend on arguments alone, and nothing leaves the process.
FORBIDDEN = {
    "asyncio": "the network",
    "ftplib": "the network",
    "http": "the network",
    "locale": "the locale",
    "random": "randomness",
    "secrets": "randomness",
    "smtplib": "the network",
    "socket": "the network",
    "time": "the clock",
    "urllib.request": "the network",
    "datetime.date.fromtimestamp": "the local time zone",
    "datetime.date.today": "the clock",
    "datetime.datetime.fromtimestamp": "the local time zone",
    "datetime.datetime.now": "the clock",
    "datetime.datetime.today": "the clock",
    "datetime.datetime.utcnow": "the clock",
    "os.environ": "the environment",
    "os.environb": "the environment",
    "os.getenv": "the environment",
    "os.getenvb": "the environment",
    "os.urandom": "randomness",
    "uuid.uuid1": "the clock",
    "uuid.uuid4": "randomness",
}

MAX_LINES = 400
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers"}


class Import(NamedTuple):
    """One name that a module imports."""

    target: str  # dotted and absolute
    bound: dict[str, str]  # the name it has here, and what that stands for
    line: int
    on_use: bool  # inside a function, or for type checkers only


class Module(NamedTuple):
    """A source file, read."""

    name: str  # dotted, without the package: "model.plan"; empty for the package itself
    path: Path
    tree: ast.Module
    imports: tuple[Import, ...]

    @property
    def layer(self) -> str:
        """The first part of the name."""
        return self.name.partition(".")[0]

    def at(self, line: int) -> str:
        """A place to click on."""
        return f"{self.path.relative_to(ROOT.parent)}:{line}"


def module_name(path: Path) -> str:
    """`model/plan.py` is `model.plan`, `model/__init__.py` is `model`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = {module_name(path): path for path in sorted(ROOT.rglob("*.py"))}


def is_type_checking(test: ast.expr) -> bool:
    """Whether this is the condition `TYPE_CHECKING` or `typing.TYPE_CHECKING`."""
    return ast.unparse(test).rpartition(".")[2] == "TYPE_CHECKING"


def imports_in(node: ast.AST, path: Path, *, on_use: bool = False) -> Iterator[Import]:
    """All imports below *node*, in order."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                top = alias.name.partition(".")[0]  # what `import os.path` binds
                bound = {alias.asname: alias.name} if alias.asname else {top: top}
                yield Import(alias.name, bound, child.lineno, on_use)
        elif isinstance(child, ast.ImportFrom):
            for alias in child.names:
                target = f"{origin(child, path)}.{alias.name}"
                bound = {alias.asname or alias.name: target}
                yield Import(target, bound, child.lineno, on_use)
        elif isinstance(child, ast.Call) and (target := import_module_target(child)):
            yield Import(target, {}, child.lineno, on_use)
        deferred = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if isinstance(child, ast.If) and is_type_checking(child.test):
            deferred = True
        yield from imports_in(child, path, on_use=on_use or deferred)


def import_module_target(call: ast.Call) -> str | None:
    """The module that `importlib.import_module("...")` names; None for any other call."""
    match call:
        case ast.Call(
            func=ast.Name("import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(str(name)), *_],
        ):
            return name
    return None


def origin(node: ast.ImportFrom, path: Path) -> str:
    """The module that `from ... import` names, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    package = [PACKAGE, *path.relative_to(ROOT).parent.parts]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def read(name: str, path: Path) -> Module:
    """Parse one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return Module(name, path, tree, tuple(imports_in(tree, path)))


MODULES = tuple(read(name, path) for name, path in PATHS.items())
INNER = tuple(module for module in MODULES if module.name)


def own_target(target: str) -> str | None:
    """Which of our modules a dotted name is from: the longest that exists; None if not ours."""
    if target != PACKAGE and not target.startswith(f"{PACKAGE}."):
        return None
    name = target.removeprefix(PACKAGE).removeprefix(".")
    while name and name not in PATHS:
        name = name.rpartition(".")[0]
    return name


def arrows(*, on_use: bool = True) -> Iterator[tuple[Module, str, Import]]:
    """Each import of one of our modules by another."""
    for module in INNER:
        for item in module.imports:
            target = own_target(item.target)
            if target is not None and target != module.name and (on_use or not item.on_use):
                yield module, target, item


def outside(module: Module) -> Iterator[Import]:
    """The imports of a module that are not ours."""
    return (item for item in module.imports if own_target(item.target) is None)


def within(target: str, names: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of *names* or lies inside one."""
    return any(target == name or target.startswith(f"{name}.") for name in names)


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """`dt.datetime.now` with its first name replaced by what was imported under it."""
    text = ast.unparse(node)
    first, dot, rest = text.partition(".")
    return f"{names.get(first, first)}{dot}{rest}"


class TestLayers:
    """Imports point one way."""

    def test_there_is_something_to_read(self):
        """The tests below would pass on an empty folder."""
        assert "" in PATHS
        assert INNER

    def test_every_module_has_a_layer(self):
        """A new module is given its place in LAYERS before anything else."""
        unmapped = [module.name for module in INNER if module.layer not in LAYERS]

        assert [] == unmapped

    def test_no_arrow_points_up(self):
        """A module imports its own layer and those below; nobody imports the package itself."""
        wrong = [
            f"{module.at(item.line)} {module.name} imports {target or PACKAGE}"
            for module, target, item in arrows()
            if module.layer in LAYERS
            and (module.name, target) not in ARROWS_UP
            and not is_below(target, module.layer)
        ]

        assert [] == wrong

    def test_exceptions_are_used(self):
        """A line of ARROWS_UP goes when its import goes."""
        seen = {(module.name, target) for module, target, _ in arrows()}

        assert set() == set(ARROWS_UP) - seen

    def test_doors_do_not_import_each_other(self):
        """What two modules of export/ share stands in one whose name starts with `_`."""
        wrong = [
            f"{module.at(item.line)} {module.name} imports {target}"
            for module, target, item in arrows()
            if module.name.startswith("export.")
            and target.partition(".")[0] == "export"
            and door(target) != door(module.name)
            and not door(target).startswith("_")
        ]

        assert [] == wrong

    def test_there_are_no_circles(self):
        """Modules of one layer can be loaded one after the other."""
        graph: dict[str, set[str]] = {module.name: set() for module in INNER}
        for module, target, _ in arrows(on_use=False):
            graph[module.name].add(target)

        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


def is_below(target: str, layer: str) -> bool:
    """Whether *layer* may import *target*; the package itself is for the command line only."""
    top = target.partition(".")[0]
    if not top:
        return layer == "__main__"
    return top in LAYERS and LAYERS.index(top) <= LAYERS.index(layer)


def door(name: str) -> str:
    """`fhir` for `export.fhir.r4`; empty for `export` itself."""
    return name.split(".")[1] if "." in name else ""


class TestReach:
    """What a module may use from outside."""

    def test_libraries_stay_in_their_places(self):
        """Serialization has cattrs, catalog has importlib_resources, doors have the rest."""
        wrong = [
            f"{module.at(item.line)} {module.name} imports {item.target}"
            for module in INNER
            for item in outside(module)
            if not is_at_home(item, module.layer)
        ]

        assert [] == wrong

    def test_results_depend_on_arguments_only(self):
        """No clock, locale, environment, randomness or network: dates and ids are arguments."""
        wrong = [
            f"{module.at(line)} {name} reads {what}"
            for module in MODULES
            for name, what, line in forbidden_uses(module)
        ]

        assert [] == wrong


def is_at_home(item: Import, layer: str) -> bool:
    """Whether a layer may import this."""
    for library, homes in HOMES.items():
        if within(item.target, (library,)):
            return layer in homes
    if item.target.partition(".")[0] in sys.stdlib_module_names:
        return True
    return layer == "testing" or (layer in DOORS and item.on_use)


def forbidden_uses(module: Module) -> Iterator[tuple[str, str, int]]:
    """What a module imports or reads although FORBIDDEN lists it, with the line."""
    names: dict[str, str] = {}
    for item in outside(module):
        names |= item.bound
        for name, what in FORBIDDEN.items():
            if within(item.target, (name,)):
                yield name, what, item.line
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            used = dotted(node, names)
            if used in FORBIDDEN:
                yield used, FORBIDDEN[used], node.lineno


class TestSize:
    """Modules that fit in one's head, with names that say something."""

    def test_modules_are_short(self):
        """Past the limit a module is split, by meaning."""
        lengths = {
            str(module.path.relative_to(ROOT)): len(module.path.read_bytes().splitlines())
            for module in MODULES
        }
        long = {name: length for name, length in lengths.items() if length > MAX_LINES}

        assert {} == long

    def test_names_say_something(self):
        """Neither files nor classes nor functions are called utils, helper or manager."""
        named = [
            *((module.name.rpartition(".")[2], module.at(1)) for module in INNER),
            *(
                (node.name, module.at(node.lineno))
                for module in MODULES
                for node in ast.walk(module.tree)
                if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            ),
        ]
        empty = [f"{place} {name}" for name, place in named if words(name) & EMPTY_WORDS]

        assert [] == empty


def words(name: str) -> set[str]:
    """`PlanManager` and `plan_manager` are both `plan` and `manager`."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


# Run in a new process: prints the modules that `import medmassage` adds, one a line.
NEW_MODULES = """
import sys
before = set(sys.modules)
import medmassage
print(*sorted(set(sys.modules) - before), sep="\\n")
"""

# Run in a new process with module names as arguments: prints what they open or connect to.
SIDE_EFFECTS = """
import importlib, sys
def watch(event, args):
    if event == "open" and "medmassage" in str(args[0]) and str(args[0]).endswith(OURS):
        print("opens", args[0])
    if event.startswith(("socket.", "subprocess.", "os.system")):
        print(event, args)
OURS = (".json", ".md", ".typed")
sys.addaudithook(watch)
for name in sys.argv[1:]:
    importlib.import_module(name)
"""

# What costs more to load than the whole of `import medmassage` should.
HEAVY = {
    "attr",
    "attrs",
    "cattrs",
    "dataclasses",
    "datetime",
    "enum",
    "importlib.metadata",
    "importlib.resources",
    "importlib_resources",
    "inspect",
    "json",
    "pathlib",
    "re",
}


def in_new_process(script: str, *arguments: str) -> list[str]:
    """Run a script in a Python that has loaded nothing; the lines it prints."""
    result = subprocess.run(
        [sys.executable, "-P", "-c", script, *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )

    assert (0, "") == (result.returncode, result.stderr)
    return result.stdout.splitlines()


@pytest.fixture(scope="module")
def new():
    """What `import medmassage` loads that a bare interpreter has not."""
    return set(in_new_process(NEW_MODULES))


class TestLoading:
    """Importing costs nothing and does nothing."""

    def test_the_package_loads_none_of_its_modules(self, new):
        """The public names load on first use."""
        assert {PACKAGE} == {name for name in new if name.partition(".")[0] == PACKAGE}

    def test_the_package_loads_nothing_heavy(self, new):
        """
        Neither a dependency nor a slow part of the standard library.

        `typing` loads `re` on Python 3.11. `TYPE_CHECKING = False` needs no import; checkers
        know the name.
        """
        assert set() == new & HEAVY

    def test_the_package_loads_the_standard_library_only(self, new):
        """No dependency and no optional library."""
        tops = {name.partition(".")[0] for name in new}

        assert {PACKAGE} == tops - set(sys.stdlib_module_names)

    def test_importing_does_nothing(self):
        """No module reads data, opens a connection or starts a process when it is imported."""
        names = [f"{PACKAGE}.{module.name}" for module in INNER]

        assert [] == in_new_process(SIDE_EFFECTS, *names)
