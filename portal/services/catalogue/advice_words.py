"""The words that the advisor understands: what each means, what is taken when nobody says, and what is wrong."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.model import Catalogue
from catalog.model.advice import ComputeRules
from portal.contract.advice import Word
from portal.contract.problem import Complaint, bad_input
from portal.kinds.field import Choice, Field

DEFAULT_FRAMEWORK = "sklearn"
DEFAULT_CUDA_FRAMEWORK = "pytorch"


@dataclass(frozen=True)
class WordAnswers:
    """Every word with its value and how that came to be."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    fields: tuple[Field, ...]

    def words(self) -> tuple[Word, ...]:
        """The words as they are told."""
        known = [field for field in self.fields if field.name in self.values]
        return tuple(
            Word(field.name, field.title, self.values[field.name], self.origins[field.name]) for field in known
        )


def read(topic: str, fields: Sequence[Field], given: Mapping[str, Any]) -> WordAnswers:
    """What was said, with what is assumed for the rest. Raises Problem naming every word that is wrong."""
    said = {name: answer for name, answer in given.items() if answer is not None and answer != ""}
    complaints = [_unknown(name, fields) for name in said if name not in {field.name for field in fields}]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for field in fields:
        answer = said.get(field.name, field.assumed)
        if answer is None:
            continue
        value, complaint = field.read(answer)
        if complaint is not None:
            complaints.append(complaint)
        else:
            values[field.name] = value
            origins[field.name] = "answered" if field.name in said else field.origin
    if complaints:
        raise bad_input(f"the advisor cannot advise on {topic} from this", *complaints)
    return WordAnswers(values, origins, tuple(fields))


def _unknown(name: str, fields: Sequence[Field]) -> Complaint:
    known = [field.name for field in fields]
    near = difflib.get_close_matches(name, known, 1)
    todo = f"did you mean '{near[0]}'?" if near else "words are: " + ", ".join(known)
    return Complaint(name, "there is no such word", todo)


def compute_fields(
    rules: ComputeRules, catalogue: Catalogue, given: Mapping[str, Any], projects: Sequence[str], own: str, region: str
) -> tuple[Field, ...]:
    """The words about a workload; what is assumed of one may follow from the others.

    `own` is the project that is taken when none is named, `region` that of its stage.
    """
    need = next((one for one in rules.workloads if one.id == given.get("workload")), rules.workload("training"))
    asks_cuda = str(given.get("cuda", "")).lower() in ("yes", "true")
    assumed_framework = DEFAULT_CUDA_FRAMEWORK if asks_cuda else DEFAULT_FRAMEWORK
    known = {one.id: one for one in rules.frameworks}
    framework = known.get(str(given.get("framework", assumed_framework)))
    stages = catalogue.organisation.stages
    return (
        Field("workload", "Workload", "What the compute is for", "choice",
              choices=tuple(Choice(one.id, one.title) for one in rules.workloads), assumed="training"),
        Field("gb", "GB", "Data that is worked on; for a language model or for serving, the size of the model",
              "number", assumed=need.gb, minimum=0, maximum=100_000),
        Field("framework", "Framework", "What the code is written with", "choice",
              choices=tuple(Choice(one.id, one.title) for one in rules.frameworks),
              assumed=assumed_framework if assumed_framework in known else next(iter(known))),
        Field("cuda", "CUDA", "Whether the code really uses a GPU", "boolean",
              assumed=framework.cuda_assumed if framework is not None else False, origin="derived"),
        Field("checkpoints", "Checkpoints", "Whether the job goes on where it was stopped", "boolean", assumed=False),
        Field("hours_per_week", "Hours a week", "How long it runs", "integer", assumed=need.hours_per_week,
              minimum=1, maximum=168),
        Field("stage", "Stage", "Where it shall run", "choice",
              choices=tuple(Choice(stage.id, stage.title) for stage in stages), assumed=stages[0].id),
        Field("latency_ms", "Milliseconds", "How long a caller may wait for one answer", "integer", minimum=1,
              maximum=3_600_000, required=False),
        Field("project", "Project", "Whose quota and budget it takes", "choice",
              choices=tuple(Choice(name, name) for name in projects) or (Choice("", "none", disabled="there is none"),),
              assumed=own or None, required=False),
        Field("region", "Region", "Where it shall stand", "choice",
              choices=tuple(Choice(one, one) for one in catalogue.organisation.regions), assumed=region,
              origin="derived"),
    )  # fmt: skip


def topology_fields(catalogue: Catalogue, unit: str, region: str) -> tuple[Field, ...]:
    """The words about a project's workspaces."""
    organisation = catalogue.organisation

    def yes_no(name: str, title: str, help_: str, assumed: bool = False) -> Field:
        return Field(name, title, help_, "boolean", assumed=assumed)

    return (
        Field("phase", "Phase", "Whether something is tried out, or built for use", "choice",
              choices=(Choice("explore", "trying out"), Choice("build", "building for use")), assumed="build"),
        yes_no("same_access", "Same access", "Whether everybody in the team may see the same data", True),
        yes_no("chargeback", "Own bill", "Whether the project's cost has to be billed apart"),
        yes_no("external", "Guests", "Whether people from outside work in it"),
        yes_no("regulated", "Regulated", "Whether the use is regulated"),
        yes_no("personal_data", "Personal data", "Whether the data is about people"),
        yes_no("live_data_stays", "Live data stays", "Whether live data may not leave production"),
        yes_no("private_network", "Private network", "Whether workspaces may not be reached from the internet"),
        yes_no("residency", "Residency", "Whether data of several regions may not leave them"),
        yes_no("serve_near", "Near callers", "Whether callers in several regions need short answers"),
        yes_no("base_model_elsewhere", "Base model elsewhere", "Whether a base model is in another region only"),
        Field("maturity", "Maturity", "How far the team is with MLOps, from 0 to 4", "integer", assumed=1, minimum=0,
              maximum=4),
        Field("name", "Name", "The project's name, for the names of its workspaces",
              pattern=r"[a-z][a-z0-9-]{1,18}[a-z0-9]", longest=20, assumed="example"),
        Field("unit", "Unit", "Whose team it is", "choice",
              choices=tuple(Choice(one.id, one.title) for one in organisation.units),
              assumed=unit or organisation.units[0].id),
        Field("region", "Region", "Where the data is", "choice",
              choices=tuple(Choice(one, one) for one in organisation.regions), assumed=region, origin="derived"),
    )  # fmt: skip
