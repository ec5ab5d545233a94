"""Stands in for the process that signs in: answers each question as `says.json` in its home tells, one after the other.

An answer is a list of lines; the line `wait` keeps the answer back for ever, as a person does who never comes.
"""

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Answer until nobody asks any more."""
    home = Path(sys.argv[sys.argv.index("--home") + 1])
    way = sys.argv[sys.argv.index("--way") + 1]
    says = json.loads((home / "says.json").read_text())
    for line in sys.stdin:
        question = line.strip()
        with (home / "asked").open("a") as file:
            file.write(f"{way} {question}\n")
        answers = says.get(question, [])
        lines = answers.pop(0) if len(answers) > 1 else answers[0]
        for said in lines:
            if said == "wait":
                time.sleep(3600)
            print(said if isinstance(said, str) else json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
