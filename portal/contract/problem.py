"""What went wrong, said once, for every door: RFC 9457 on the wire, one line on stderr, an exit code."""

from dataclasses import asdict, dataclass, replace

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_REFUSED = 3
EXIT_NOT_FOUND = 4
EXIT_UNREACHABLE = 5

_EXIT_BY_STATUS = {
    400: EXIT_BAD_INPUT, 413: EXIT_BAD_INPUT, 415: EXIT_BAD_INPUT, 422: EXIT_BAD_INPUT, 405: EXIT_BAD_INPUT,
    401: EXIT_REFUSED, 403: EXIT_REFUSED, 409: EXIT_REFUSED, 429: EXIT_REFUSED,
    404: EXIT_NOT_FOUND, 410: EXIT_NOT_FOUND,
    0: EXIT_UNREACHABLE, 502: EXIT_UNREACHABLE, 503: EXIT_UNREACHABLE, 504: EXIT_UNREACHABLE,
}  # fmt: skip


NAMELESS = "a field without a name"


@dataclass(frozen=True)
class Complaint:
    """One field that is wrong: where it is, what is wrong with it, what would be right."""

    where: str
    what: str
    todo: str = ""


@dataclass(frozen=True)
class ProblemBody:
    """An RFC 9457 problem document; `title` is what was wrong, `detail` where and why, `todo` what to do."""

    title: str
    status: int
    detail: str = ""
    todo: str = ""
    code: str = "problem"
    complaints: tuple[Complaint, ...] = ()


class Problem(Exception):
    """Raised by services and by the client alike; `status` 0 means that no server answered."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        todo: str = "",
        code: str = "problem",
        complaints: tuple[Complaint, ...] = (),
    ) -> None:
        super().__init__(title)
        self.body = ProblemBody(title, status, detail, todo, code, complaints)

    @property
    def exit_code(self) -> int:
        """The exit code of the command line for this problem."""
        return _EXIT_BY_STATUS.get(self.body.status, EXIT_FAILED)

    def line(self) -> str:
        """The problem as one line: what was wrong, where, and what to do."""
        body = self.body
        faults = "; ".join(f"{c.where}: {c.what}" + (f" ({c.todo})" if c.todo else "") for c in body.complaints)
        parts = (body.title, body.detail, faults, body.todo)
        return " - ".join(part.strip().rstrip(".") for part in parts if part.strip())

    def document(self) -> dict[str, object]:
        """The problem as an RFC 9457 document."""
        return {"type": f"portal:{self.body.code}", **asdict(self.body)}


def said(body: ProblemBody) -> Problem:
    """The problem that a document tells of."""
    return Problem(body.status, body.title, body.detail, body.todo, body.code, body.complaints)


def bad_input(title: str, *complaints: Complaint, todo: str = "", code: str = "bad-input") -> Problem:
    """Something that the caller wrote is wrong."""
    named = tuple(one if one.where.strip() else replace(one, where=NAMELESS) for one in complaints)
    return Problem(422, title, todo=todo, code=code, complaints=named)


def refused(title: str, detail: str = "", todo: str = "", code: str = "refused") -> Problem:
    """Policy or permission says no."""
    return Problem(403, title, detail, todo, code)


def conflict(title: str, detail: str = "", todo: str = "", code: str = "conflict") -> Problem:
    """The world has moved on since the caller looked."""
    return Problem(409, title, detail, todo, code)


def not_found(what: str, name: str, todo: str = "") -> Problem:
    """There is no such thing, or not for this person."""
    return Problem(404, f"no {what} '{name}'", todo=todo, code="not-found")
