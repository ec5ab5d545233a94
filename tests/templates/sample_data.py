"""The synthetic rows that are bundled with the templates, made again from nothing but a seed.

`python -m tests.templates.sample_data` writes them into the catalogue.
"""

import random
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "catalog" / "templates"
SEED = 20
FEATURES = "record_id,measure_1,measure_2,measure_3,count_1,category_1,category_2"


def rows(problem: str, count: int, target_column: str) -> str:
    """A CSV table whose last column is the target."""
    chance = random.Random(SEED)
    lines = [f"{FEATURES},{target_column}"]
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
    asked = "<%= target_column | word %>"
    classic = TEMPLATES / "tabular-classic" / "template" / "data"
    return {
        classic / "classification.csv.jinja": rows("classification", 900, asked),
        classic / "regression.csv.jinja": rows("regression", 900, asked),
        TEMPLATES / "exploration" / "template" / "data" / "sample.csv": rows("classification", 200, "target"),
    }


if __name__ == "__main__":
    for path, text in bundled().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
