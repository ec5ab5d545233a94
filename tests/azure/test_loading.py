"""The SDK for machine learning is imported late, and an import that broke off is not the end."""

import subprocess
import sys

BROKEN = """
import sys
from portal.azure.sdk.clients import load_ml
sys.modules["azure.ai.ml._schema.assets.artifact"] = None  # as if a file could not be read
try:
    load_ml()
except ImportError:
    sys.modules.pop("azure.ai.ml._schema.assets.artifact", None)
    print(load_ml().AmlCompute.__name__)
"""


def test_an_import_that_broke_off_is_begun_anew_at_the_next_call() -> None:
    told = subprocess.run([sys.executable, "-c", BROKEN], capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.returncode) == ("AmlCompute", 0), told.stderr[-500:]
