"""Policy: which tier a plan falls into, and who must agree to a plan of that tier."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from catalog.model.base import Identifier, Line, Model, Paragraph, Tier, Word

RequestKind = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]


Span = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}(h|bh|bd)$")]
"""So many hours by the clock (`24h`), hours of work (`4bh`) or business days (`2bd`) of the organisation."""


class Deciders(Model):
    """The people of one group, or who hold one role."""

    role: Word | None = None
    group: Identifier | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.role is None) == (self.group is None):
            raise ValueError("name either a role or a group")
        return self


class Need(Deciders):
    """So many distinct persons of one group, or who hold one role."""

    count: int = Field(ge=1, le=10)


class Timing(Model):
    """How long people may take: when they are reminded, when more people are asked, and when it is too late."""

    remind: Span | None = Field(
        default=None, description="Who has to act is reminded after this time, and again each time it has passed."
    )
    escalate: Span | None = Field(default=None, description="After this time more people may decide, for good.")
    escalate_to: Deciders | None = Field(default=None, description="Who may decide then, beside all others.")
    expire: str = Field(
        pattern=r"^[1-9][0-9]{0,2}(h|bd)$", description="Until an undecided request expires: 24h, or 5bd."
    )

    @model_validator(mode="after")
    def _escalates_to_somebody(self) -> "Timing":
        if (self.escalate is None) != (self.escalate_to is None):
            raise ValueError("escalate and escalate_to belong together: after which time, and to whom")
        return self


class TierRule(Model):
    """What a tier asks for. No needs: it is automatic."""

    tier: Tier
    needs: tuple[Need, ...] = ()
    hold_seconds: int = Field(ge=0, le=86_400, description="Seconds between the last approval and the start.")
    timing: Timing
    typical_wait_hours: int = Field(ge=0, le=8760)


class Rule(Model):
    """One rule: when its expression holds for a plan, its outcome applies.

    Expressions are in the Common Expression Language (CEL) over the variables `kind, stage, vcpus, gpus, nodes,
    min_nodes, idle_minutes, monthly_cents, committed_cents, budget_left_cents, template, priority, tier, days, assumed,
    estimate, phase, extensions, how, lease_ended, made_here, identity, break_glass, verified`;
    `vcpus` and `gpus` are those of one node, `phase` is the one that a project would step into, `extensions` how often
    a lease was extended before, `how` something ends (`stop`, `delete`, `project`), `lease_ended` and `made_here` what
    is true of it; `identity` is how a model is proven (`manifest`, `registry`, `none`), `break_glass` whether it is an
    emergency, `verified` whether a rollback goes to the last version that was verified. Outcomes: `tier:T2` (at least
    that tier), `also:cost_owner` (beside those of the tier, one who holds that role), `instead:platform` (one who holds
    that role in place of those of the tier), each with `@unit` for somebody of the unit itself; `up:1` (one tier
    above what all other rules say, T3 at most); `deny`, `warn`, `hold:600` (at least so many seconds between the last
    approval and the start).
    """

    id: Identifier
    title: Line
    when: str = Field(min_length=1, max_length=512)
    outcome: str = Field(
        pattern=r"^(tier:T[0-3]|(also|instead):[a-z][a-z0-9_]*(@unit)?|up:1|deny|warn|hold:[0-9]{1,5})$"
    )
    message: Paragraph
    applies_to: tuple[RequestKind, ...] = Field(min_length=1, description="The kinds of request it looks at.")

    @property
    def role(self) -> str:
        """The role of which somebody has to agree, beside or instead of the tier's, or ""."""
        word, _, value = self.outcome.partition(":")
        return value.partition("@")[0] if word in ("also", "instead") else ""


class Policy(Model):
    """Rules and tiers: the highest of the offer's own tier and of all rules that hold counts.

    `default_tier` stands for the offer's where a request names no offer.
    """

    version: Line
    default_tier: Tier = "T1"
    tiers: tuple[TierRule, ...]
    rules: tuple[Rule, ...] = Field(max_length=200)
    stand_in_role: Word | None = Field(
        default=None,
        description="Whoever has this role stands in where too few are left of those who would have to decide.",
    )
    proposer_may_approve: bool = Field(
        default=False, description="Whether who made a counter-proposal may approve it once it is accepted."
    )
    directory_max_age_seconds: int = Field(ge=60, le=604_800)
    unverified_adds: int = Field(
        default=0,
        ge=0,
        le=3,
        description="How many more have to agree to what somebody asks for of whom neither `employee_id` nor further "
        "`accounts` are known: they could agree to it themselves by an account that nobody knows to be theirs.",
    )
    audit_readers: tuple[Word, ...] = Field(
        default=(),
        description="Roles whose holders may read the audit; none means everybody. Guests and programs never may.",
    )
    price_move_percent: int = Field(default=5, ge=0, le=100)
    afterwards_hours: int = Field(
        default=24, ge=1, le=720, description="Hours after the start in which what is owed about it has to be said."
    )

    idle_deployment_days: int = Field(
        default=30, ge=1, le=3650, description="Days without traffic after which a deployment is asked to go."
    )
    kept_ways_back: int = Field(
        default=1, ge=0, le=10, description="How many of the last verified versions stay deployed, as the way back."
    )

    @model_validator(mode="after")
    def _complete_and_unique(self) -> "Policy":
        if sorted(rule.tier for rule in self.tiers) != ["T0", "T1", "T2", "T3"]:
            raise ValueError("tiers must hold T0, T1, T2 and T3, each once")
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise ValueError("two rules have the same id")
        return self

    def tier(self, tier: Tier) -> TierRule:
        """What the tier asks for."""
        return next(rule for rule in self.tiers if rule.tier == tier)
