"""A portal that cannot work where it stands says why in one line, spoils nothing, and works as soon as it can."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.catalogues import OwnCatalogue
from tests.stories.ground import as_plain_user, fill, small_disk, with_small_files
from tests.stories.programs import Portal, home

OFFERS = 57
"""How many templates, compute types and environments the starter catalogue has."""


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Portal]:
    """A home that does not exist yet."""
    with home(tmp_path / "home", observe_seconds=0) as portal:
        yield portal


def works(portal: Portal) -> None:
    """The portal answers, its demo is whole, and its audit verifies."""
    assert len(portal.told("request list")["items"]) >= 18
    assert portal.told("audit verify")["ok"] is True


@pytest.mark.parametrize("where", ["file", "file/below"])
@pytest.mark.parametrize("command", ["inbox", "serve --port 0", "audit list --json"])
def test_a_home_that_is_a_file_is_left_alone(tmp_path: Path, where: str, command: str) -> None:
    (tmp_path / "file").write_text("mine")
    ran = Portal(tmp_path / where)(command)
    assert ran.code == 2
    assert "Traceback" not in ran.out + ran.err
    assert "cannot be a folder" in ran.out + ran.err
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("command", ["inbox", "serve --port 0"])
def test_a_home_that_may_not_be_written_is_named(tmp_path: Path, command: str) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    portal = Portal(shut, before=as_plain_user())
    portal.refuses(command, 1, f"{shut} cannot be written", "Permission denied", "PORTAL_HOME")
    below = Portal(shut / "home", before=as_plain_user())
    below.refuses(command, 1, f"{shut / 'home'} cannot be written", "Permission denied")
    assert list(shut.iterdir()) == []


def test_files_that_cannot_grow_are_named(fresh: Portal) -> None:
    limited = Portal(fresh.home, before=with_small_files(10_000))
    limited.refuses("inbox", 1, f"{fresh.home} cannot be used", "File too large")


def test_a_disk_that_fills_up_is_named_and_the_portal_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 24) as disk, home(disk / "home", observe_seconds=0) as portal:
        works(portal)
        filler = fill(disk, disk / "home" / "portal.db")
        wish = "request new compute --set project=retention --set type=d4s-v5 --set name=later"
        portal.refuses(wish, 1, "no room left")
        works(portal)
        filler.unlink()
        assert portal.told(wish)["state"] == "approved"
        works(portal)


def test_a_disk_too_small_for_a_start_is_named(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 3) as disk, home(disk / "home", observe_seconds=0) as portal:
        portal.refuses("inbox", 1, f"no room left in the portal's home {disk / 'home'}")


def test_a_broken_catalogue_stops_a_start_with_its_file_and_line(tmp_path: Path) -> None:
    catalogue = OwnCatalogue(tmp_path / "catalogue")
    catalogue.change("compute/d4s-v5.yaml", "vcpus: 4\n", "vcpus: four\n")
    with home(tmp_path / "home", catalogue=catalogue.folder, observe_seconds=0) as portal:
        portal.refuses("inbox", 5, "the catalogue cannot be read", "compute/d4s-v5.yaml:", "vcpus")
        portal.refuses("serve --port 0", 2, "the catalogue cannot be read", "compute/d4s-v5.yaml:")
        assert "compute/d4s-v5.yaml:" in portal("catalog validate").out


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, OwnCatalogue]]:
    """A running server over a catalogue of its own."""
    folder = tmp_path_factory.mktemp("broken")
    catalogue = OwnCatalogue(folder / "catalogue")
    with home(folder / "home", catalogue=catalogue.folder, observe_seconds=0) as portal:
        portal.does("inbox")
        yield portal, catalogue


def test_a_second_server_on_the_same_home_is_refused_and_the_first_goes_on(
    serving: tuple[Portal, OwnCatalogue],
) -> None:
    portal, _ = serving
    process = portal.told("server status")["process"]
    portal.refuses("serve --port 0", 1, f"another server already holds {portal.home}", f"process {process}")
    assert portal.told("server status")["process"] == process


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("compute/d4s-v5.yaml", b"id: [", "compute/d4s-v5.yaml:1"),
        ("compute/d4s-v5.yaml", bytes(range(256)), "the file is not UTF-8"),
        ("policies/default.yaml", None, "policies"),
        ("prices.yaml", b"rows: 7\n", "prices.yaml"),
        (".", None, "there is no such folder"),
    ],
    ids=["cut", "bytes", "missing", "wrong-form", "folder-missing"],
)
def test_a_catalogue_that_breaks_while_it_is_served_is_told_and_the_last_good_one_stays(
    serving: tuple[Portal, OwnCatalogue], tmp_path: Path, file: str, content: bytes | None, says: str
) -> None:
    portal, catalogue = serving
    good = tmp_path / "good"
    shutil.copytree(catalogue.folder, good)
    spoil(catalogue.folder / file, content)
    try:
        broken = portal.told("catalog list")
        assert len(broken["items"]) == OFFERS
        assert "the last good one is in force" in broken["warning"]
        assert says in broken["warning"]
    finally:
        shutil.rmtree(catalogue.folder, ignore_errors=True)
        shutil.copytree(good, catalogue.folder)
    assert portal.told("catalog list")["warning"] == ""


def test_people_are_told_of_a_broken_catalogue_too_and_can_go_on_asking(
    serving: tuple[Portal, OwnCatalogue],
) -> None:
    portal, catalogue = serving
    catalogue.change("compute/d2s-v5.yaml", "vcpus: 2\n", "vcpus: two\n")
    try:
        assert "note: the catalogue on disk is broken" in portal.does("catalog list")
        found = portal("doctor")
        assert (found.code, "the last good one is in force" in found.out) == (1, True)
        wish = "request new compute --set project=retention --set type=d2s-v5 --dry-run"
        assert portal.told(wish)["policy"]["tier"] == "T0"
    finally:
        catalogue.change("compute/d2s-v5.yaml", "vcpus: two\n", "vcpus: 2\n")
    assert portal("doctor").code == 0


def spoil(path: Path, content: bytes | None) -> None:
    """Write rubbish over a file, or remove it."""
    if content is not None:
        path.write_bytes(content)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
