"""The digest: the same for every order of keys and every Unicode form, another for every change that matters."""

import unicodedata
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.domain.digest import content_hash, revision_digest

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8)
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)


def shuffled(value: Any, form: Any) -> Any:
    """The same document with keys the other way round and its texts in another Unicode form."""
    if isinstance(value, dict):
        return {unicodedata.normalize(form, key): shuffled(value[key], form) for key in reversed(list(value))}
    if isinstance(value, list):
        return [shuffled(item, form) for item in value]
    return unicodedata.normalize(form, value) if isinstance(value, str) else value


def encodable(value: Any) -> bool:
    """Whether the text in a document is text at all, and no two keys are one."""
    if isinstance(value, dict):
        keys = {unicodedata.normalize("NFC", key) for key in value}
        return len(keys) == len(value) and all(encodable(key) and encodable(item) for key, item in value.items())
    if isinstance(value, list):
        return all(encodable(item) for item in value)
    return not isinstance(value, str) or not any("\ud800" <= letter <= "\udfff" for letter in value)


@given(documents.filter(encodable), st.sampled_from(["NFC", "NFD"]))
def test_neither_key_order_nor_unicode_form_changes_a_digest(document: Any, form: str) -> None:
    assert content_hash(shuffled(document, form)) == content_hash(document)


@given(documents.filter(encodable), documents.filter(encodable))
def test_different_documents_have_different_digests(one: Any, other: Any) -> None:
    same = shuffled(one, "NFC") == shuffled(other, "NFC") and repr(shuffled(one, "NFC")) == repr(shuffled(other, "NFC"))
    if same:
        assert content_hash(one) == content_hash(other)
    elif content_hash(one) == content_hash(other):
        assert sorted(repr(shuffled(one, "NFC"))) == sorted(repr(shuffled(other, "NFC")))


PLAN = Plan(
    effects=(Effect("compute", "compute", "a cluster", "c", "dev", {"size": "Standard_D4s_v5"}),),
    facts=(Fact("quota", "Quota", "4 of 8", True),),
    cost=Cost(100, 25, 1, "EUR", False, "2026-11-01"),
    lease_days=7,
    items=("d4s-v5",),
    project="churn",
    unit="retail",
    stage="dev",
)


def digest(plan: Plan = PLAN, **changes: Any) -> str:
    """The digest of a revision in which only `changes` are other than usual."""
    usual: dict[str, Any] = {
        "spec": {"type": "d4s-v5"},
        "origins": {"type": "answered"},
        "items": {"d4s-v5": "aa"},
        "policy_digest": "bb",
    }
    return revision_digest(**{**usual, **changes}, plan=plan)


def test_facts_and_titles_are_not_part_of_what_is_approved() -> None:
    retold = replace(PLAN.effects[0], title="the same, told otherwise")
    assert digest(replace(PLAN, facts=(), effects=(retold,))) == digest()


def test_everything_else_is() -> None:
    effect = PLAN.effects[0]
    changed = [
        digest(replace(PLAN, effects=(replace(effect, payload={"size": "Standard_D8s_v5"}),))),
        digest(replace(PLAN, effects=(replace(effect, name="other"),))),
        digest(replace(PLAN, effects=(replace(effect, step="other"),))),
        digest(replace(PLAN, effects=())),
        digest(replace(PLAN, lease_days=8)),
        digest(replace(PLAN, cost=replace(PLAN.cost, committed_cents=26))),
        digest(spec={"type": "d8s-v5"}),
        digest(origins={"type": "assumed"}),
        digest(items={"d4s-v5": "ab"}),
        digest(policy_digest="bc"),
    ]
    assert len({*changed, digest()}) == len(changed) + 1
