"""A catalogue of one's own begins as a copy of the shipped one."""

from pathlib import Path

import pytest

from catalog.load import load
from catalog.model import Catalogue
from catalog.start import FolderNotEmpty, init


def test_a_fresh_copy_loads_and_is_the_same_catalogue(tmp_path: Path, shipped: Catalogue) -> None:
    folder = tmp_path / "ours" / "catalogue"
    written = init(folder)
    assert len(written) == sum(1 for path in folder.rglob("*") if path.is_file())
    copy = load(folder)
    assert {item.id: copy.digest(item.id) for item in copy.items()} == {
        item.id: shipped.digest(item.id) for item in shipped.items()
    }
    assert copy.organisation == shipped.organisation
    assert (copy.digest_of_policy, copy.prices) == (shipped.digest_of_policy, shipped.prices)


def test_no_code_of_the_package_is_copied(tmp_path: Path) -> None:
    init(tmp_path / "new")
    assert not list((tmp_path / "new").glob("*.py"))
    assert not (tmp_path / "new" / "model").exists()
    assert (tmp_path / "new" / "schemas" / "compute.json").is_file()


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert init(tmp_path)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderNotEmpty, match="is not empty"):
        init(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderNotEmpty):
        init(tmp_path / "file")
