"""One unreadable thing costs itself: everything else in Azure is read, and it is named with the reason."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from portal.domain.models.evidence import SEEN
from portal.emulator.registry.run_history import EndedJob
from portal.engine.observer import deepen, observe
from portal.records.models.evidence import about
from portal.records.models.facts import _started_by
from portal.records.observed.unreadable import unreadable
from tests.observer.estate import Estate, source
from tests.observer.poison import NUMBERS, OBJECTS, TEXTS, Spoiling, spoilt


@dataclass(frozen=True)
class Source:
    """A list of Azure's, the entry in it that is spoilt, and which of its fields."""

    path: str
    kind: str
    victim: str
    fields: tuple[tuple[tuple[str, ...], dict[str, bytes]], ...]
    named_by: str = "name"


SOURCES = (
    Source("/computes?", "compute", "bad", (
        (("properties", "properties", "scaleSettings", "maxNodeCount"), NUMBERS), (("tags", "note"), TEXTS),
        (("properties",), OBJECTS), (("location",), {}),
    )),
    Source("/onlineEndpoints?", "online_endpoint", "oep-bad-dev", (
        (("properties", "traffic", "dep-1"), NUMBERS), (("tags", "note"), TEXTS), (("properties",), OBJECTS),
    )),
    Source("/onlineEndpoints/oep-bad-dev/deployments?", "online_endpoint", "dep-1", (
        (("properties", "model"), {name: TEXTS[name] for name in ("a NUL", "NaN")}), (("properties",), OBJECTS),
    )),
    Source("/models/bad/versions?", "model", "1", ((("properties", "tags", "note"), TEXTS),)),
    Source("/providers/Microsoft.MachineLearningServices/workspaces?", "workspace", "mlw-risk-test", (
        (("tags", "note"), TEXTS), (("properties",), {"NaN": b"NaN", "a text": b'"x"'}),
    )),
    Source("/usages?", "quota", "standardDSv5Family", ((("currentValue",), NUMBERS | {"nothing": b"null"}),)),
    Source("/registries?", "registry", "mlr-small", ((("tags", "note"), TEXTS),)),
)  # fmt: skip


def busy(estate: Estate) -> Estate:
    """A good and a bad one of everything in the workspace for dev."""
    for name in ("good", "bad"):
        estate.cluster("dev", name)
        estate.model("dev", name, "1")
        estate.serve("dev", name, {"1": 100})
    estate.observe()
    return estate


def named(entry: dict[str, object], victim: str) -> bool:
    """Whether an entry of a list is the victim, by its name, that of its family, or the end of its id."""
    name = entry.get("name")
    called = name.get("value") if isinstance(name, dict) else name
    return victim in (called, str(entry.get("id", "")).rsplit("/", 1)[-1])


def spoiling(estate: Estate, source: Source, way: tuple[str, ...], poison: bytes) -> Spoiling:
    """An Azure in whose list the victim's field is poison."""

    def spoil(content: bytes) -> bytes:
        page = json.loads(content)
        places = [number for number, entry in enumerate(page["value"]) if named(entry, source.victim)]
        return spoilt(page, ("value", places[0], *way), poison) if places else content

    return Spoiling(estate.azure.carrier, lambda url: source.path in url.replace("api-version", "?", 1) or
                    source.path in url, spoil)  # fmt: skip


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: f"{source.kind} by {source.path}")
def test_an_entry_of_a_list_costs_itself_alone(estate: Estate, source: Source) -> None:
    busy(estate)
    kinds = ("compute", "online_endpoint", "model", "workspace", "quota", "registry")
    subjects = {row["subject"] for kind in kinds for row in estate.kept(kind)}
    for way, poisons in source.fields:
        for what, poison in poisons.items():
            case = f"{what} in {'.'.join(way)}"
            azure = spoiling(estate, source, way, poison)
            estate.clock.pass_(60)
            seen = observe(replace(estate.azure, carrier=azure), estate.database, estate.organisation, estate.clock)
            assert azure.spoilt and seen.unread == 0 and seen.missing == 0, case
            rows = [row for kind in kinds for row in estate.kept(kind)]
            assert {row["subject"] for row in rows} == subjects, case
            odd = [row for row in rows if row["status"] != SEEN or row["detail"]]
            assert {row["kind"] for row in odd} <= {source.kind}, case
            assert all("bad" in str(row["value"]) or source.victim in str(row["value"]) for row in odd), case
            if poison != b"null" or odd:
                with estate.database.read() as connection:
                    told = unreadable(connection)
                assert [one for one in told if way[-1] in one.why or "nested" in one.why], f"{case}: {told}"
            estate.board()
            estate.observe(60)
            with estate.database.read() as connection:
                assert unreadable(connection) == [], case


NAMELESS = {"a number": b"7", "a list": b"[1]", "no name": b'{"properties": {}}', "null": b"null", "NaN": b"NaN",
            "a name of a megabyte": json.dumps({"name": "m" * 1_000_000}).encode()}  # fmt: skip


def test_an_entry_without_a_name_is_counted_and_the_others_are_read(estate: Estate) -> None:
    busy(estate)
    for what, poison in NAMELESS.items():

        def spoil(content: bytes, poison: bytes = poison) -> bytes:
            page = json.loads(content)
            return spoilt({**page, "value": [*page["value"], None]}, ("value", len(page["value"])), poison)

        azure = Spoiling(estate.azure.carrier, lambda url: "/mlw-risk-dev/computes?" in url, spoil)
        estate.clock.pass_(60)
        observe(replace(estate.azure, carrier=azure), estate.database, estate.organisation, estate.clock)
        rows = estate.kept("compute")
        assert [(row["value"]["name"], row["status"]) for row in rows] == [("bad", SEEN), ("good", SEEN)], what
        with estate.database.read() as connection:
            (told,) = unreadable(connection)
        assert told.what == "computes" and told.why.startswith("1 of 3 entries have no name"), what


UNREADABLE_ANSWERS = {
    "no JSON": b"<html>sign in first</html>", "not all of it": b'{"value": [{"name": "go', "a list": b"[]",
    "a text": b'"value"', "no list": b'{"value": 7}', "1000 levels": b'{"value":' * 1000 + b"1" + b"}" * 1000,
    "an odd next page": b'{"value": [], "nextLink": 7}',
}  # fmt: skip


def test_an_answer_that_is_no_list_is_no_empty_one(estate: Estate) -> None:
    busy(estate)
    for what, answer in UNREADABLE_ANSWERS.items():

        def spoil(_content: bytes, answer: bytes = answer) -> bytes:
            return answer

        azure = Spoiling(estate.azure.carrier, lambda url: "/mlw-risk-dev/computes?" in url, spoil)
        estate.clock.pass_(60)
        seen = observe(replace(estate.azure, carrier=azure), estate.database, estate.organisation, estate.clock)
        assert (seen.unread, seen.missing) == (1, 0), what
        assert [row["status"] for row in estate.kept("compute")] == ["unreachable", "unreachable"], what
        assert all("Azure's" in row["detail"] for row in estate.kept("compute")), what
        assert all(row["status"] == SEEN for row in estate.kept("online_endpoint")), what


EVIDENCE = {
    "NaN": '{"kind": "metrics", "facts": {"value": NaN}}',
    "infinity": '{"kind": "metrics", "facts": {"value": 1e400}}',
    "5000 digits": '{"kind": "metrics", "facts": {"value": ' + "9" * 5000 + "}}",
    "a time in nanoseconds": '{"kind": "metrics", "facts": {"at": 1767225600000000001}}',
    "a list": '[{"kind": "metrics"}]',
    "no kind": '{"facts": {"value": 1}}',
    "half of it": '{"kind": "metr',
    "a NUL": '{"kind": "metrics", "note": "a\\u0000b"}',
    "half a character": '{"kind": "metrics", "note": "a\\ud800b"}',
    "200 levels": '{"kind": "metrics", "facts": ' + '{"a":' * 200 + "1" + "}" * 201,
    "100,000 levels": "[" * 100_000,
    "a megabyte": '{"kind": "metrics", "note": "' + "m" * 1_000_000 + '"}',
}


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_a_file_of_evidence_costs_itself_alone(where: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    estate = Estate.new(tmp_path / "azure.db", request.getfixturevalue(f"{where}_database"))
    good = {"schema": 1, "kind": "metrics", "facts": {"metric": "auc", "value": 0.9}}
    files = {f"outputs/evidence/{number}.json": text for number, text in enumerate(EVIDENCE.values())}
    files |= {"outputs/evidence/good.json": json.dumps(good)}
    estate.model("dev", "bad", "1", job="run_bad", manifest="a" * 64)
    estate.model("dev", "good", "1", job="run_good", manifest="b" * 64)
    estate.run("dev", EndedJob("run_bad", "rosa", "2026-11-20T08:00:00.000000Z", metrics={"auc": 0.9}, files=files))
    estate.run("dev", EndedJob("run_good", "rosa", "2026-11-20T08:00:00.000000Z", metrics={"auc": 0.8}))
    spoil = Spoiling(
        estate.azure.carrier,
        lambda url: "runs/get?run_id=run_bad" in url,
        lambda content: content.replace(b"]", b', {"key": "odd", "value": NaN}, {"key": "text", "value": "NaN"}]', 1),
    )
    estate.observe()
    deepen(replace(estate.azure, carrier=spoil), estate.database, estate.clock)
    rows = {row["value"]["name"]: row["value"] for row in estate.kept("job")}
    assert rows["run_good"]["metrics"] == {"auc": 0.8}
    assert rows["run_bad"]["metrics"] == {"auc": 0.9}
    assert rows["run_bad"]["unread"] == {"metrics": "left out, as no finite numbers: odd, text"}
    kept = {one["path"].rsplit("/", 1)[1]: one for one in rows["run_bad"]["evidence"]}
    assert kept["good.json"]["body"] == good and len(kept) == len(files)
    for number, what in enumerate(EVIDENCE):
        assert kept[f"{number}.json"]["body"] is None and kept[f"{number}.json"]["fault"], what
    with estate.database.read() as connection:
        assert [(one.version, one.body) for one in about(connection, "bad")] == [("1", good)]
    assert deepen(estate.azure, estate.database, estate.clock).things == 0  # it is settled, and stops nobody
    with estate.database.read() as connection:
        assert _started_by(connection) == {(source("dev"), "run_bad"): "rosa", (source("dev"), "run_good"): "rosa"}
