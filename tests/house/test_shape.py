"""Modules and functions stay short, and classes say what they are."""

from pathlib import Path

import pytest

from tests.house.shape import house_faults, shape_faults
from tests.house.tracked import PACKAGES, inside_template_tree, python_files

HERE = Path("portal/example.py")


def test_no_module_breaks_the_shape() -> None:
    assert house_faults() == []


def test_every_package_is_looked_at() -> None:
    assert {path.parts[0] for path in python_files()} == set(PACKAGES)


def test_every_folder_of_tests_is_a_package_so_that_names_may_repeat() -> None:
    paths = list(python_files())
    folders = {path.parent for path in paths if path.parts[0] == "tests"}
    assert [str(folder) for folder in sorted(folders) if folder / "__init__.py" not in paths] == []


def test_a_module_may_have_300_lines_and_no_more() -> None:
    assert list(shape_faults("x = 1\n" * 300, HERE)) == []
    assert list(shape_faults("x = 1\n" * 301, HERE)) == [
        "portal/example.py:1: the module has 301 lines, 300 are allowed"
    ]


@pytest.mark.parametrize("start", ["def", "async def"])
def test_a_function_may_have_60_lines_and_no_more(start: str) -> None:
    head = f"{start} long():\n"
    assert list(shape_faults(head + "    x = 1\n" * 59, HERE)) == []
    assert len(list(shape_faults(head + "    x = 1\n" * 60, HERE))) == 1


def test_a_method_is_measured_like_a_function() -> None:
    source = "class Page:\n    def long(self):\n" + "        x = 1\n" * 60
    assert len(list(shape_faults(source, HERE))) == 1


@pytest.mark.parametrize("name", ["ComputeManager", "Helper", "TextUtils"])
def test_a_class_with_an_empty_word_for_a_name_is_found(name: str) -> None:
    assert len(list(shape_faults(f"class {name}: ...", HERE))) == 1


def test_only_the_tree_that_is_rendered_is_left_out() -> None:
    assert inside_template_tree(Path("catalog/templates/tabular/template/src/train.py"))
    assert not inside_template_tree(Path("catalog/templates/check.py"))
    assert not inside_template_tree(Path("portal/rendering/template/cage.py"))
