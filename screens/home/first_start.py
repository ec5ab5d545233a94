"""The first start of the demo: three sentences, and whom to look around as."""

from screens.choosing.chooser import ChooserItem, choose
from screens.host import Host
from screens.tables.rows import Heading

SAID = (
    "An invented organisation on an emulated Azure: touch anything.",
    "Things wait, have failed, run out today: Home names them.",
    "? shows the keys, a makes you somebody else, ctrl+t is a tour.",
)
PERSONAS = (
    ChooserItem("maya", "a data scientist (maya)", "asks for projects and compute, promotes a model"),
    ChooserItem("ana", "the platform team (ana)", "decides on what waits, sees what is wrong"),
    ChooserItem("lena", "a lead (lena)", "sees every project, its owner, its cost, and what is stuck"),
)


def ask_who(app: Host) -> None:
    """Ask; closing the question stays with the first one."""

    def then(choice: ChooserItem) -> None:
        app.be(choice.id)

    rows: list[ChooserItem | Heading] = [
        *(Heading(sentence, "") for sentence in SAID),
        Heading("Look around as"),
        *PERSONAS,
    ]
    choose(app, "Welcome to the portal", rows, then, "Enter chooses, Esc stays with maya")
