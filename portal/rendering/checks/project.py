"""What a check looks at: a project's files, read once, and what is demanded of them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.rendering.checks.documents import UnreadableYaml, YamlDocument, read_yaml
from portal.rendering.tree import RenderedFile

EXPLORE = "explore"
BUILDING = "building"
PROFILES = (EXPLORE, BUILDING)
FACTS_FILE = "portal.yml"


@dataclass(frozen=True, order=True, slots=True)
class ProjectFault:
    """One thing that is wrong with a project: the rule it breaks, where, and what to do. Lines count from 1."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Demands:
    """What the organisation demands: tags that every resource carries, and sizes that are blocked.

    The profile says how much applies; "" takes it from the project's own portal.yml.
    """

    required_tags: frozenset[str] = frozenset()
    blocked_sizes: frozenset[str] = frozenset()
    profile: str = ""

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that need a configuration."""
        return ("dev",) if self.profile == EXPLORE else ("dev", "test", "prod")


@dataclass(frozen=True)
class CheckedProject:
    """A project's files by path, with each document read at most once."""

    files: Mapping[str, bytes]
    _documents: dict[str, YamlDocument | UnreadableYaml] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[RenderedFile]) -> "CheckedProject":
        """A project of these files."""
        return cls({file.path: file.content for file in files})

    def paths(self, *endings: str, below: str = "") -> Iterator[str]:
        """The paths that end so and lie in that folder, in order."""
        return (path for path in sorted(self.files) if path.endswith(endings or "") and path.startswith(below))

    def text(self, path: str) -> str:
        """A file as text; one that is no text counts as empty."""
        try:
            return self.files[path].decode("utf-8")
        except UnicodeDecodeError:
            return ""

    def lines(self, path: str) -> Iterator[tuple[int, str]]:
        """The lines of a file with their numbers."""
        return enumerate(self.text(path).splitlines(), 1)

    def holds(self, path: str) -> bool:
        """Whether a file or a folder of that path is there."""
        folder = path.rstrip("/") + "/"
        return path in self.files or any(name.startswith(folder) for name in self.files)

    def parsed(self, path: str) -> YamlDocument | UnreadableYaml:
        """A YAML file, or why it cannot be read."""
        if path not in self._documents:
            try:
                self._documents[path] = read_yaml(self.text(path))
            except UnreadableYaml as error:
                self._documents[path] = error
        return self._documents[path]

    def yaml(self, path: str) -> YamlDocument:
        """A YAML file; one that is missing or cannot be read counts as empty, which another check reports."""
        document = self.parsed(path) if path in self.files else YamlDocument(None, ())
        return document if isinstance(document, YamlDocument) else YamlDocument(None, ())

    def json(self, path: str) -> Any:
        """A JSON file; one that cannot be read counts as None."""
        try:
            return json.loads(self.files[path])
        except (KeyError, ValueError):
            return None

    def workflows(self) -> Iterator[tuple[str, YamlDocument]]:
        """The workflows with their paths."""
        return ((path, self.yaml(path)) for path in self.paths(".yml", ".yaml", below=".github/workflows/"))

    def azure_documents(self) -> Iterator[tuple[str, YamlDocument]]:
        """The YAML files that Azure ML reads, told by their schema."""
        for path in self.paths(".yml", ".yaml"):
            document = self.yaml(path)
            if "azuremlschemas" in str(document.mapping().get("$schema", "")):
                yield path, document


@dataclass(frozen=True)
class ProjectCheck:
    """One rule: its id, what holds where it is kept, for which profiles, and how breaches are found."""

    rule: str
    says: str
    find: Callable[[CheckedProject, Demands], Iterator[ProjectFault]]
    profiles: tuple[str, ...] = PROFILES
