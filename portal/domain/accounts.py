"""Which person is behind an account: a human may have several, and counts once."""

from catalog.model import Organisation, Person


def person_behind(organisation: Organisation, object_id: str) -> Person | None:
    """The person who signs in with this account of the organisation's tenant, also one who has left."""
    return next((one for one in organisation.people if object_id in (one.object_id, *one.accounts)), None)
