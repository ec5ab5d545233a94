"""Guessing to which project something found belongs: by its tags, its workspace, its name. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PROJECT_TAGS = ("project_id", "project", "project_name", "projectid")
"""Names of tags under which teams write the project; Azure compares names of tags without case."""
OWNER_TAGS = ("owner", "created_by", "contact")


@dataclass(frozen=True)
class GuessedProject:
    """A project, and what says so; both "" when nothing does."""

    project: str = ""
    why: str = ""


def tag_of(tags: Mapping[str, str], *names: str) -> str:
    """The value of the first of these tags that is set, whatever its case; "" when none is."""
    lowered = {name.lower(): str(value).strip() for name, value in tags.items()}
    return next((lowered[name] for name in names if lowered.get(name)), "")


def guessed_project(
    name: str, tags: Mapping[str, str], workspace: str, projects: Mapping[str, Iterable[str]]
) -> GuessedProject:
    """The project of something; `projects` maps each one to the workspaces that are its own.

    A tag is believed before a workspace that serves one project alone, and that before a name: of two projects whose
    names are in the name, the longer one is meant.
    """
    told = tag_of(tags, *PROJECT_TAGS).lower()
    if told in projects:
        return GuessedProject(told, "its tag")
    here = [project for project, own in projects.items() if workspace and workspace in own]
    if len(here) == 1:
        return GuessedProject(here[0], "its workspace is the project's own")
    words = f"-{name.lower().replace('_', '-')}-"
    named = sorted((one for one in projects if f"-{one}-" in words), key=len, reverse=True)
    return GuessedProject(named[0], "its name") if named else GuessedProject()
