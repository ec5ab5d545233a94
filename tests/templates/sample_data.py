"""The synthetic rows that are bundled with the templates, made again from nothing but a seed.

`python -m tests.templates.sample_data` writes them into the catalogue.
"""

import random
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "catalog" / "templates"
SEED = 20
FEATURES = "record_id,measure_1,measure_2,measure_3,count_1,category_1,category_2"
TARGET = "<%= target_column | word %>"


def rows(problem: str, count: int) -> str:
    """A CSV table as a template: its last column is named by the answer `target_column`."""
    chance = random.Random(SEED)
    lines = [f"{FEATURES},{TARGET}"]
    for number in range(1, count + 1):
        first, second, third = chance.gauss(0, 1), chance.uniform(20, 80), chance.expovariate(0.5)
        events = chance.randint(0, 9)
        group, region = chance.choice("abc"), chance.choice(("east", "north", "west"))
        signal = (
            1.6 * first + 0.05 * (second - 50) + 0.4 * events - 0.5 * third + {"a": -1.0, "b": 0.2, "c": 0.9}[group]
        )
        noisy = signal + chance.gauss(0, 0.6)
        target = f"{noisy:.3f}" if problem == "regression" else str(int(noisy > 0.8))
        # One cell in forty is empty, so that a model has to cope with gaps.
        measured = "" if number % 40 == 0 else f"{first:.3f}"
        lines.append(f"r-{number},{measured},{second:.1f},{third:.3f},{events},{group},{region},{target}")
    return "\n".join(lines) + "\n"


def bundled() -> dict[Path, str]:
    """Every bundled table, by its path in the catalogue."""
    classic = TEMPLATES / "tabular-classic" / "template" / "data"
    return {
        classic / "classification.csv.jinja": rows("classification", 900),
        classic / "regression.csv.jinja": rows("regression", 900),
        TEMPLATES / "exploration" / "template" / "data" / "sample.csv.jinja": rows("classification", 200),
    }


if __name__ == "__main__":
    for path, text in bundled().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
