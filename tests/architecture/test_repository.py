"""What holds for the repository as a whole, whoever changes it."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from bot.settings import EXPECTED, Settings

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-trial.txt", "requirements-dev.txt")

FOLDERS = {".ci", "benchmarks", "bot", "crm_core", "docs", "handlers", "locales", "tests"}
FILES = {
    ".dockerignore", ".env.example", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE",
    "Makefile", "README.md", "compose.yaml", "pyproject.toml", *LOCKS,
}  # fmt: skip

#: Thought about at 300 lines, split by here.
LONGEST_MODULE = 400

#: Put together here, so that this file does not name them either.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js.org", "index" + "-url", "find" + "-links")
HOMES = re.compile(r"(?<![\w.])/(?:root|home|Users|work|opt/(?!kavshiri))/?[\w.-]+")
MARKS = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
UNFINISHED = re.compile(rf"(?:#|//|<!--|/\*).*\b(?:{'|'.join(MARKS)})\b|NotImplemented" + "Error")
NAMED_BADLY = re.compile(
    r"^\s*class \w*Manager\b|^\s*(?:class|def|async def) \w*(?:Helper|Utils?|Misc)\w*", re.MULTILINE | re.IGNORECASE
)


@cache
def list_tracked() -> tuple[Path, ...]:
    """Files that git has or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(sorted(path for path in found if path.is_file()))


def read_texts(*, suffixes: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(path from the root, text) of every tracked text file, or of those with one of `suffixes`."""
    texts = []
    for path in list_tracked():
        content = path.read_bytes()
        if b"\0" not in content and (not suffixes or path.suffix in suffixes):
            texts.append((str(path.relative_to(ROOT)), content.decode()))
    return texts


def test_the_top_of_the_repository_holds_what_belongs_there() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in list_tracked()}
    assert top - FOLDERS - FILES == set()
    assert FILES - top == set()
    assert FOLDERS - {"benchmarks"} - top == set()


def test_no_file_names_a_package_registry() -> None:
    options = {"Makefile": ("index" + "-url", "find" + "-links")}  # told there not to write them
    found = [
        (name, registry)
        for name, text in read_texts()
        for registry in REGISTRIES
        if registry in text and registry not in options.get(name, ())
    ]
    assert found == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    found = [
        (name, match.group()) for name, text in read_texts() if name not in LOCKS for match in HOMES.finditer(text)
    ]
    assert found == []


def test_nothing_is_left_for_later() -> None:
    found = [
        (name, match.group())
        for name, text in read_texts(suffixes=(".py", ".js", ".html", ".css", ".mako"))
        for match in UNFINISHED.finditer(text)
    ]
    assert found == []


def test_names_say_what_a_thing_is() -> None:
    found = [
        (name, match.group().strip())
        for name, text in read_texts(suffixes=(".py",))
        for match in NAMED_BADLY.finditer(text)
    ]
    assert found == []


def test_every_module_says_why_it_exists() -> None:
    silent = [
        name
        for name, text in read_texts(suffixes=(".py",))
        if text.strip() and not text.lstrip().startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_modules_are_of_a_readable_size() -> None:
    long = [
        (name, text.count("\n"))
        for name, text in read_texts(suffixes=(".py",))
        if not name.startswith(("tests/", "crm_core/db/migrations/")) and text.count("\n") > LONGEST_MODULE
    ]
    assert long == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_is_exact_and_hashed(lock: str) -> None:
    requirements = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    assert len(requirements) > 20
    for requirement in requirements:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+ ", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


def test_the_locks_hold_the_same_versions_and_all_that_is_asked_for() -> None:
    def read(lock: str) -> dict[str, set[str]]:
        versions: dict[str, set[str]] = {}
        for name, version in re.findall(
            r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / lock).read_text(), re.MULTILINE
        ):
            versions.setdefault(name, set()).add(version)
        return versions

    production, trial, everything = (read(lock) for lock in LOCKS)
    assert production.items() <= trial.items()
    assert trial.items() <= everything.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(word for extra in project["optional-dependencies"].values() for word in extra)]
    names = {re.split(r"[\[<>=~! ]", word)[0].lower() for word in asked}
    assert names - everything.keys() == set()


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(word for extra in project["optional-dependencies"].values() for word in extra)]
    explained = (ROOT / "docs" / "dependencies.md").read_text().lower()
    unexplained = [
        word for word in asked if not re.search(rf"\b{re.split(r'[^a-z0-9-]', word.lower())[0]}\b", explained)
    ]
    assert unexplained == []


def test_the_example_lists_exactly_the_settings() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert named == [field.upper() for field in Settings.model_fields]
    assert named == list(EXPECTED)
    for name in named:
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{name}="))
        assert lines[at - 1].startswith("# "), f"{name} has no comment"


def test_the_image_brings_everything_that_runs() -> None:
    copied = set(re.findall(r"^COPY (?:--from=\w+ )?(?:/)?(\w+) \w+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    assert {"bot", "handlers", "crm_core", "locales"} <= copied
    kept = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert {"bot", "handlers", "crm_core", "locales", "requirements.txt"} <= kept


def test_what_ci_runs_can_be_run() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
