"""What a model's page says, section by section; pure functions."""

from datetime import datetime
from itertools import pairwise

from portal.contract.models.board import BoardRow
from portal.contract.models.board import Cell as BoardCell
from portal.contract.models.cell_words import version_word
from portal.contract.models.gates import GateReport, GateRow
from portal.contract.models.page import ModelPage, OutsideChange, PromotionRow, RollbackTarget, VersionRow
from screens.connection.session import Session
from screens.keys import shown
from screens.models.board_cells import STAGES, attention_sign, board_cell, compared_words
from screens.requests.request_columns import waiting_cell
from screens.requests.request_sections import signed
from screens.sheet import Section
from screens.text import Part, age, ago, columns, content, count, listed, stack
from screens.words import COMPARED, GATE, REQUEST, STYLES, face

STRENGTH = {
    "manifest": "strong: a manifest of file digests, written by the job that registered it",
    "registry": "medium: the registry asset that our own promotion made",
    "none": "none: nothing proves which files these are",
}
VERSIONS_SHOWN = 8
TOLD_SHOWN = 2
"""Versions whose lineage is told in full."""
IN_SERVICE = "in-service"
DIGEST_CELLS = 19
COMMIT_CELLS = 10


def head(page: ModelPage, session: Session) -> Section:
    """Whose it is, what is wrong with it, and on whom it waits."""
    row = page.board
    whose = f"of project {row.project} ({row.unit})" if row.project else "of no project"
    rows: list[Part] = [content((row.name, "b"), f"  {whose}, owned by {session.name(row.owner)}")]
    sign = attention_sign(row)
    for mark in dict.fromkeys((*([row.attention] if row.attention else []), *page.marks)):
        emergency = mark == row.attention and isinstance(sign, tuple)
        rows.append(content((f"{sign[0] if emergency else '▲'} ", "$error"), (mark, "b")))
    if row.waiting_on:
        cell = waiting_cell(session, row.waiting_on)
        told = cell if isinstance(cell, str) else cell[0]
        deputy = f", deputy {session.name(row.deputy)}" if row.deputy else ""
        rows.append(content(("waiting on ", "dim"), told, (deputy, "dim"), f" · {row.waiting_on.what}"))
    return Section("", stack(rows))


def changes(page: ModelPage, now: datetime) -> Section:
    """What serves and was not put there by a promotion, with the keys that settle it."""
    rows: list[Part] = []
    for one in page.changes:
        style = STYLES["bad" if one.proven else "warn"]
        rows.append(content(("≠ " if one.proven else "~ ", style), (one.stage, "b"), f" {one.what}"))
        rows.append(content((f"  seen {ago(one.observed_at, now)} on {one.endpoint} in {one.workspace}", "dim")))
        rows.append(content("  ", *_ways_out(one)))
    return Section(
        f"Changed outside the portal ({len(page.changes)})", stack(rows) if rows else content(""), "b $error"
    )


def _ways_out(one: OutsideChange) -> list[Part]:
    adopt = f" adopts {version_word(one.served)}" if one.adopt else " cannot adopt it: it belongs to no project"
    back = f" restores {version_word(str(one.restore.spec.get('version', '')))}" if one.restore else ""
    nothing = "" if one.restore else " cannot restore: the portal verified no other version there"
    return [
        (shown("approve_outside"), "b $primary" if one.adopt else "dim"),
        (f"{adopt}  ", "" if one.adopt else "dim"),
        (shown("restore"), "b $primary" if one.restore else "dim"),
        (back or nothing, "" if one.restore else "dim"),
    ]


def stage(name: str, cell: BoardCell | None, now: datetime) -> Section:
    """What one stage serves, deployment by deployment."""
    if cell is None:
        return Section(name, content(("never reached", "dim")))
    drawn = board_cell(cell, now)
    text, tone = (drawn, "") if isinstance(drawn, str) else drawn
    rows: list[Part] = [content((text, STYLES.get(tone, "")))]
    if cell.detail:
        fine = cell.status == "seen" and cell.approved == "="
        rows.append(content(("· ", "dim") if fine else ("▲ ", "$warning"), cell.detail))
    ran = any(one.last_run for one in cell.serving)
    heads = ("endpoint", "deployment", "version", "traffic", "state", *(("last run",) if ran else ()))
    table: list[list[Part]] = [[(head, "dim") for head in heads]]
    for one in cell.serving:
        traffic = "default" if one.default else "–" if one.traffic is None else f"{one.traffic} %"
        run = f"{one.last_run} {ago(one.last_run_at, now)}" if one.last_run else "–"
        table.append(
            [
                (one.endpoint, "b"),
                one.deployment,
                version_word(one.version),
                traffic,
                one.state,
                *((run,) if ran else ()),
            ]
        )
    if cell.serving:
        rows.append(columns(table))
    place = cell.source if cell.workspace in cell.source else f"{cell.workspace} through {cell.source}"
    rows.append(content((f"seen {ago(cell.observed_at, now)} in {place}", "dim")))
    return Section(name, stack(rows))


def gates(report: GateReport, session: Session) -> Section:
    """Every gate in front of a stage, or of what serves: how it stands, its evidence with its age, who is waited on."""
    rows: list[Part] = [report.says]
    for one in report.items:
        rows += _gate(one, session)
    where = "In service in" if report.transition == IN_SERVICE else "Gates before"
    title = f"{where} {report.stage}, {version_word(report.version)}: {report.met} of {report.total} met"
    return Section(title, stack(rows))


def _gate(one: GateRow, session: Session) -> list[Part]:
    looks = face(GATE, one.state)
    evidence = f"{one.evidence_id or one.source} {age(one.made_at, session.now())} old" if one.made_at else ""
    warns = "" if one.blocks or one.state == "met" else ", only warns"
    rows: list[Part] = [
        content(
            signed(looks), f" {one.id.partition('-')[0]} {one.title}  ",
            (f"{looks.word}{warns}", STYLES[looks.tone]), (f"  {evidence}" if evidence else "", "dim"),
        )
    ]  # fmt: skip
    if one.state == "met":
        return rows
    if one.detail:
        rows.append(content(f"  {one.detail}"))
    if one.waiting_on is not None:
        cell = waiting_cell(session, one.waiting_on)
        deputy = f", deputy {session.name(one.deputy)}" if one.deputy else ""
        rows.append(content(("  waiting on ", "dim"), cell if isinstance(cell, str) else cell[0], (deputy, "dim")))
    return rows


def promotions(rows: tuple[PromotionRow, ...], session: Session) -> Section:
    """What was asked, who approved it, and whether that still covers what is there."""
    told: list[Part] = []
    for one in rows:
        state, covers = face(REQUEST, one.state), COMPARED.get(one.covers, COMPARED["~"])
        by = listed([session.name(person) for person in one.approvers]) or "nobody yet"
        told.append(
            content(
                signed(state), (f" {one.request} ", "b"),
                f"{one.kind} {version_word(one.version)} to {one.stage}, {state.word} ", 
                (ago(one.at, session.now()), "dim"),
            )
        )  # fmt: skip
        told.append(content(("  approved by ", "dim"), by))
        if one.covers == "≠":
            told.append(content(("  ≠ ", STYLES["bad"]), one.detail or "does not cover the artefact that is there now"))
        elif one.covers:
            told.append(content(f"  {covers.sign} ", (one.detail or f"{covers.word} artefact", "dim")))
    return Section(f"Promotions and approvals ({len(rows)})", stack(told) if told else content(("none yet", "dim")))


def ways_back(rows: tuple[RollbackTarget, ...], now: datetime) -> Section:
    """What each stage would go back to, and whether that is healthy."""
    told: list[list[Part]] = []
    for one in rows:
        if not one.version:
            told.append([("○", "dim"), one.stage, ("none", "dim"), (one.detail, "dim")])
            continue
        sign = ("●", STYLES["good"]) if one.healthy else ("◔", STYLES["warn"])
        verified = f"verified {ago(one.verified_at, now)}" if one.verified_at else "never verified"
        told.append([sign, one.stage, (version_word(one.version), "b"), f"{one.detail}, {verified}"])
    return Section("Ways back", columns(told))


def compared(row: BoardRow) -> Section:
    """Each stage against the one before and against what was approved, and how strong the evidence is."""
    rows: list[list[Part]] = []
    for before, name in pairwise(STAGES):
        cell = row.stages.get(name)
        if cell is not None and cell.before:
            rows.append([cell.before, f"{name} against {before}", compared_words(cell.before)])
        if cell is not None and cell.approved:
            approved = f"approved {version_word(cell.approved_version)}" if cell.approved_version else "approved"
            rows.append([cell.approved, f"{name} against {approved}", compared_words(cell.approved)])
    return Section("Compared", columns(rows))


def strength(row: BoardRow) -> Section:
    """How sure it is which model each stage has."""
    rows: list[list[Part]] = [
        [name, STRENGTH.get(cell.identity, cell.identity)] for name in STAGES if (cell := row.stages.get(name))
    ]
    return Section("How sure we are which model it is", columns(rows) if rows else content(""))


def versions(page: ModelPage, now: datetime) -> Section:
    """The newest versions, one line each."""
    names = [name for one in page.versions[:1] for name in sorted(one.metrics)][:2]
    rows: list[list[Part]] = [[(text, "dim") for text in ("", "serves", "by", "age", "digest", *names)]]
    for one in page.versions[:VERSIONS_SHOWN]:
        digest: Part = one.digest[:DIGEST_CELLS] if one.digest else ("unproven", STYLES["warn"])
        metrics: list[Part] = [f"{one.metrics[name]:.4g}" if name in one.metrics else "–" for name in names]
        rows.append(
            [(version_word(one.version), "b"), " ".join(one.serves) or "–", _by(one), age(one.created_at, now), digest,
             *metrics]
        )  # fmt: skip
    more = len(page.versions) - VERSIONS_SHOWN
    told: list[Part] = [columns(rows)]
    if more > 0:
        told.append(content((f"and {more} older", "dim")))
    told.append(content((f"{shown('versions')} ", "b $primary"), ("sees them side by side, with plots", "dim")))
    return Section(f"Versions ({len(page.versions)})", stack(told) if page.versions else content(""))


def _by(one: VersionRow) -> str:
    return f"{one.source_by} through {one.created_by}" if one.source_by and one.created_by else one.created_by


def lineage(page: ModelPage, now: datetime) -> list[Section]:
    """Where the newest versions, and those that serve, come from."""
    wanted = [one for one in page.versions if one.serves or one.marks][: TOLD_SHOWN + 1]
    newest = [one for one in page.versions[:TOLD_SHOWN] if one not in wanted]
    return [_lineage(one, now) for one in (*newest[:1], *wanted)]


def _lineage(one: VersionRow, now: datetime) -> Section:
    run = one.lineage
    git = f"{run.commit[:COMMIT_CELLS]} on {run.branch} of {run.repository}" if run.commit else "not known"
    seen = f"seen {ago(run.observed_at, now)}" if run.observed_at else ""
    job = f"{run.job} {run.ended}" if run.status == "seen" else f"{run.job or 'none'}: {run.detail or run.status}"
    facts: list[tuple[str, Part]] = [
        ("run", content(job, (f"  {seen}" if seen else "", "dim"))),
        ("commit", git),
        ("data", ", ".join(run.data) or "not known"),
        ("environment", run.environment or "not known"),
        ("evidence", ", ".join(one.evidence) or ("none of this artefact", STYLES["warn"])),
    ]
    rows: list[list[Part]] = [[(name, "dim"), value] for name, value in facts]
    told: list[Part] = [content(("▲ ", STYLES["bad"]), mark) for mark in one.marks]
    told.append(columns(rows))
    for other in one.copies:
        sign = COMPARED.get(other.same, COMPARED["~"])
        place = f"{version_word(other.version)} in {other.stage or 'registry'} {other.place}"
        told.append(content(signed(sign), f" {place}: {sign.word}", (f" {ago(other.observed_at, now)}", "dim")))
    serves = f", serves in {' and '.join(one.serves)}" if one.serves else ""
    return Section(f"Where {version_word(one.version)} comes from{serves}", stack(told))


def assigned(page: ModelPage, session: Session) -> Section:
    """Who said whose it is, where nothing on it does."""
    rows: list[list[Part]] = [
        [
            one.workspace,
            f"belongs to {one.project}",
            (f"says {session.name(one.by)} {ago(one.at, session.now())}", "dim"),
        ]
        for one in page.assigned
    ]
    return Section(f"Assigned by hand: {count(len(rows), 'workspace')}", columns(rows))
