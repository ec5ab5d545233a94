"""Answers for hypothesis: fitting ones drawn from a form's own schema, and any JSON at all."""

from typing import Any

from hypothesis import strategies as st

HOSTILE = (
    "", " ", "\x00", "\x1b]52;c;aGk=\x07", "\u202eevil", "\ud800", "a\nb", "<% x %>", "{{ x }}", "${{ x }}", "$(id)",
    "'; DROP TABLE requests; --", "../../etc/passwd", "-rf", "=1+1", "ⅫⅬ", "x" * 5000, "NaN", "1e999", "null", "[]",
)  # fmt: skip

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(HOSTILE)
    | st.text(max_size=20)
    | st.text(st.characters(), max_size=5)  # lone surrogates too
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def fitting(property_: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Answers that fit one property of a form, or nearly do."""
    if "enum" in property_:
        return st.sampled_from(property_["enum"])
    if property_["type"] == "integer":
        low, high = int(property_.get("minimum", -5)), int(property_.get("maximum", 5))
        return st.integers(low, high) | st.integers(low, high).map(str)
    if property_["type"] == "number":
        return st.floats(property_.get("minimum", 0), property_.get("maximum", 1), allow_nan=False)
    if property_["type"] == "boolean":
        return st.booleans() | st.sampled_from(["yes", "no", "true", "FALSE"])
    if "pattern" in property_:
        return st.from_regex(property_["pattern"]).filter(lambda text: len(text) <= property_["maxLength"] + 1)
    return st.text(max_size=30)


def some(form: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of a form's fields with answers that fit."""
    return st.fixed_dictionaries({}, optional={name: fitting(one) for name, one in form["properties"].items()})
