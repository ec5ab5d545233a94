"""The notebook runs from top to bottom, and its model learns something from the bundled rows."""

import runpy
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent


def test_the_notebook_runs_from_top_to_bottom() -> None:
    scores = runpy.run_path(str(ROOT / "notebooks" / "explore.py"))["scores"]
    assert scores["a simple model"] > scores["always the same"]


def test_the_bundled_rows_name_each_record_once() -> None:
    table = pd.read_csv(ROOT / "data" / "sample.csv")
    assert table["record_id"].is_unique
