"""The organisation in force is the file's, as far as the directory bears it out."""

from catalog.model import Organisation, Person
from portal.domain.people.accounts import named_again, person_behind, role_sources, same_humans
from portal.domain.people.directory import SeenDirectory, User, overlaid
from portal.domain.policy import seats
from tests.directory.made import PLATFORM, SPARE, account, catalogue, reading


def in_force(seen: SeenDirectory) -> Organisation:
    return overlaid(catalogue().organisation, seen, "digest")


def person(organisation: Organisation, id_: str) -> Person:
    found = organisation.person(id_)
    assert found is not None
    return found


def approvers(organisation: Organisation) -> frozenset[str]:
    """Who may sit on the one chair of a T1."""
    (seat,) = seats(catalogue().model_copy(update={"organisation": organisation}), "T1", "retail")
    return seat.members


def test_what_the_directory_bears_out_is_as_the_file_says() -> None:
    found = in_force(reading())
    assert person(found, "ana").roles == ("platform",) and person(found, "ana").groups == ("ml-platform",)
    assert approvers(found) == {"ana", "li"}
    assert found.directory_digest == "digest"
    assert person(found, "gwen").kind == "guest" and person(found, "ci-churn").active


def test_who_is_taken_out_of_the_group_loses_its_role_and_who_is_put_in_gains_it() -> None:
    found = in_force(reading(platform=["li", "sam"]))
    assert person(found, "ana").roles == () and person(found, "ana").groups == ()
    assert person(found, "sam").roles == ("tester", "platform")
    assert approvers(found) == {"li", "sam"}


def test_a_group_that_is_not_there_is_empty_and_a_group_of_the_file_stays() -> None:
    found = in_force(SeenDirectory(reading().users, {}))
    assert not approvers(found) & {"ana", "li"}
    security = found.group("ml-security")
    assert security is not None and security.members == ("ines",)


def test_a_deleted_and_a_disabled_account_are_of_nobody_active() -> None:
    found = in_force(reading(gone=["ana"], more={account("li"): User(False, False)}))
    assert not person(found, "ana").active and not person(found, "li").active
    assert not approvers(found) & {"ana", "li"}


def test_a_guest_in_the_group_never_decides() -> None:
    found = in_force(reading(platform=["ana", "gwen"], more={account("li"): User(True, True)}))
    assert person(found, "li").kind == "guest"
    assert approvers(found) == {"ana"}


def test_another_account_with_the_same_employee_number_is_the_same_person() -> None:
    numbered = {account("ana"): User(True, False, "4711"), SPARE: User(True, False, "4711")}
    found = in_force(reading(platform=[SPARE], more=numbered))
    behind = person_behind(found, SPARE)
    assert behind is not None and behind.id == "ana"
    assert approvers(found) == {"ana"}


def test_an_account_of_nobody_in_the_file_is_of_nobody() -> None:
    found = in_force(reading(platform=["ana", SPARE], more={SPARE: User(True, False, "1")}))
    assert person_behind(found, SPARE) is None and approvers(found) == {"ana"}


def test_a_disabled_second_account_gives_nothing() -> None:
    numbered = {account("sam"): User(True, False, "7"), SPARE: User(False, False, "7")}
    assert "sam" not in approvers(in_force(reading(platform=[SPARE], more=numbered)))


def test_two_people_of_the_file_who_are_one_human_count_once() -> None:
    numbered = {account("ana"): User(True, False, "4711"), account("li"): User(True, False, "4711")}
    found = in_force(reading(more=numbered))
    assert named_again(found) == {"li"} and approvers(found) == {"ana"}
    assert same_humans(found, ["li"]) == {"ana", "li"}
    assert same_humans(found, ["maya"]) == {"maya"}


def test_a_role_says_where_it_came_from() -> None:
    found = in_force(reading())
    assert role_sources(found, person(found, "ana")) == (
        ("platform", "the group ML platform team, as the directory says"),
    )
    assert role_sources(found, person(found, "sam")) == (("tester", "organisation.yaml"),)
    assert PLATFORM not in str(role_sources(found, person(found, "ana")))
