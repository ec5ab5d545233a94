"""The gate before a deployment: production needs a started promotion of exactly this version. It fails closed."""

import argparse
import shutil
import subprocess

REFUSED = 3
GUARDED_STAGE = "prod"


def gate(model: str, version: int, stage: str) -> int:
    """0 when the deployment may go on, 3 when it may not, for whatever reason."""
    if stage != GUARDED_STAGE:
        print(f"stage {stage} needs no started promotion")
        return 0
    if version < 1:
        print(f"{model}: no version is named; nothing may be deployed to {stage}")
        return REFUSED
    portal = shutil.which("portal")
    if portal is None:
        print("the command `portal` is not installed here, so nothing can vouch for this version; deployment refused")
        return REFUSED
    command = [portal, "model", "gate", model, "--version", str(version), "--stage", stage]
    answer = subprocess.run(command, check=False).returncode
    if answer:
        print(f"portal model gate answered {answer}: {model} version {version} may not be deployed to {stage}")
        return REFUSED
    return 0


def main() -> int:
    """Read the arguments and answer with an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--version", type=int, required=True)
    parser.add_argument("--stage", required=True)
    arguments = parser.parse_args()
    return gate(arguments.model, arguments.version, arguments.stage)


if __name__ == "__main__":
    raise SystemExit(main())
