"""A template of a few lines, to be spoiled by the tests of the cage."""

from pathlib import Path

SETTINGS = """\
_subdirectory: template
_templates_suffix: .jinja
_envops:
  variable_start_string: "<%="
  variable_end_string: "%>"
  block_start_string: "<%"
  block_end_string: "%>"
  comment_start_string: "<%#"
  comment_end_string: "%>"
  keep_trailing_newline: true
  trim_blocks: true
  lstrip_blocks: true
  undefined: jinja2.StrictUndefined
"""
ANSWERS: dict[str, object] = {"name": "churn", "text": "said"}


def template(folder: Path, files: dict[str, str | bytes], more_settings: str = "") -> Path:
    """A template folder with these files in its tree."""
    root = folder / "small"
    (root / "template").mkdir(parents=True)
    (root / "copier.yml").write_text(SETTINGS + more_settings, "utf-8")
    for path, content in files.items():
        place = root / "template" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root
