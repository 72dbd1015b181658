"""Signing in, one-time codes, tokens and badges on a real database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from scanner_app.kernel.clock import FixedClock
from scanner_app.kernel.errors import Conflict, Forbidden, NotFound, Refused, SignInNeeded
from scanner_app.kernel.ids import new_id
from scanner_app.kernel.terms import Role
from scanner_app.people import queries
from scanner_app.service import people, sign_in
from scanner_app.service.sign_in import Attempt, Enrol

PIN = "274193"


def later(service, **delta):
    return replace(service, clock=FixedClock(service.clock.now() + timedelta(**delta)))


def read(service, reader, *args):
    with service.reading() as session:
        return reader(session.connection(), *args, service.clock.now())


def run(service, case, request, by):
    return service.run(case, request, by=by, request_id=new_id(service.clock.now())).body


@pytest.fixture
def with_pin(either_service, admin, operator):
    """The operator has chosen a PIN by a one-time code."""
    made = sign_in.new_enrolment(
        either_service, role=Role.OPERATOR, user_code=operator.code, by=admin
    )
    sign_in.enrol(either_service, Enrol(code=made.code, pin=PIN))
    return either_service


def test_a_right_pin_opens_a_session_that_names_the_person(with_pin, operator):
    for who in ("olivia", " OLIVIA ", "Olivia Operator", "olivia operator"):
        opened = sign_in.sign_in(with_pin, Attempt(who=who, pin=PIN))
        assert read(with_pin, queries.person_by_sign_in, opened.token) == operator


def test_a_session_ends_by_signing_out_by_idling_and_with_the_shift(with_pin):
    opened = sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin=PIN))
    assert read(later(with_pin, hours=7), queries.person_by_sign_in, opened.token)
    assert read(later(with_pin, hours=9), queries.person_by_sign_in, opened.token) is None
    sign_in.keep_alive(later(with_pin, hours=7), opened.token)
    assert read(later(with_pin, hours=11), queries.person_by_sign_in, opened.token)
    assert read(later(with_pin, hours=12), queries.person_by_sign_in, opened.token) is None
    sign_in.sign_out(with_pin, opened.token)
    assert read(with_pin, queries.person_by_sign_in, opened.token) is None


@pytest.mark.parametrize("who", ["OLIVIA", "NOBODY", "", "x" * 500, "'; DROP TABLE item;--\x00"])
def test_a_wrong_name_and_a_wrong_pin_get_the_same_answer(with_pin, who):
    with pytest.raises(SignInNeeded) as refused:
        sign_in.sign_in(with_pin, Attempt(who=who, pin="999999"))
    assert refused.value.first.code == "sign-in-wrong"


def test_wrong_pins_make_everybody_wait_and_nobody_is_locked_out(with_pin):
    for _ in range(3):
        with pytest.raises(SignInNeeded, match="sign-in-wrong"):
            sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin="000000"))
    with pytest.raises(SignInNeeded, match="sign-in-wrong"):
        sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin="000000"))
    with pytest.raises(SignInNeeded) as refused:
        sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin=PIN))
    assert refused.value.first.code == "sign-in-slow-down"
    assert sign_in.sign_in(later(with_pin, seconds=61), Attempt(who="OLIVIA", pin=PIN)).token


def test_one_address_waits_for_many_names(with_pin):
    outcomes = []
    for number in range(22):
        with pytest.raises(SignInNeeded) as refused:
            sign_in.sign_in(with_pin, Attempt(who=f"N{number}", pin="000000", address="10.0.0.9"))
        outcomes.append(refused.value.first.code)
    assert outcomes[:21] == ["sign-in-wrong"] * 21
    assert outcomes[21] == "sign-in-slow-down"


def test_neither_pin_nor_token_is_found_anywhere_in_the_database(with_pin, admin):
    opened = sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin=PIN))
    token = sign_in.issue_token(with_pin, name="x", days=1, by=admin).token
    badge = sign_in.issue_badge(with_pin, "OLIVIA", by=admin).badge
    with with_pin.reading() as session:
        for table in ("user_account", "sign_in", "enrolment", "access_token", "badge",
                      "kept_request", "sign_in_failure"):  # fmt: skip
            for row in session.execute(text(f"SELECT * FROM {table}")):  # noqa: S608
                said = " ".join(str(value) for value in row)
                assert not any(secret in said for secret in (PIN, opened.token, token, badge))


def test_a_one_time_code_makes_the_first_admin_once_and_only_in_time(either_service, admin):
    made = sign_in.new_enrolment(either_service, role=Role.ADMIN, by=admin)
    wanted = Enrol(code=made.code.lower(), user_code="eve", name="Eve", pin=PIN)
    with pytest.raises(Forbidden, match="enrolment-wrong"):
        sign_in.enrol(later(either_service, minutes=31), wanted)
    with pytest.raises(Refused, match="pin-weak"):
        sign_in.enrol(either_service, replace(wanted, pin="123456"))
    with pytest.raises(Conflict, match="user-exists"):
        sign_in.enrol(either_service, replace(wanted, user_code="ADA"))
    assert sign_in.enrol(either_service, wanted).person.role is Role.ADMIN
    with pytest.raises(Forbidden, match="enrolment-wrong"):
        sign_in.enrol(either_service, replace(wanted, user_code="EVE2"))


def test_a_new_pin_ends_every_session_of_the_person(with_pin, operator):
    opened = sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin=PIN))
    with pytest.raises(SignInNeeded, match="sign-in-wrong"):
        sign_in.change_pin(with_pin, old_pin="111111", new_pin="580316", by=operator)
    sign_in.change_pin(with_pin, old_pin=PIN, new_pin="580316", by=operator)
    assert read(with_pin, queries.person_by_sign_in, opened.token) is None
    assert sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin="580316")).person == operator


def test_a_token_acts_for_its_person_until_it_is_revoked_or_expires(either_service, supervisor):
    issued = sign_in.issue_token(either_service, name="ERP", days=30, by=supervisor)
    person = read(either_service, queries.person_by_token, issued.token)
    assert person is not None
    assert (person.code, person.by_token) == ("SUE", True)
    assert read(later(either_service, days=31), queries.person_by_token, issued.token) is None
    assert read(either_service, queries.person_by_token, issued.token + "0") is None
    run(either_service, people.revoke_token, people.RevokeToken(issued.id), supervisor)
    assert read(either_service, queries.person_by_token, issued.token) is None
    with pytest.raises(Forbidden, match="token-not-here"):
        sign_in.issue_token(either_service, name="more", days=1, by=person)


def test_a_token_is_made_by_the_person_it_acts_for(either_service, operator, supervisor, admin):
    for person in (operator, admin):
        with pytest.raises(Forbidden, match="token-for-self") as refused:
            sign_in.issue_token(either_service, name="x", days=1, user_code="sue", by=person)
        assert "Ask SUE to make one." in refused.value.first.sentence
    with either_service.reading() as session:
        assert queries.tokens_of(session.connection(), "SUE") == ()
    for named in ("", "sue"):
        issued = sign_in.issue_token(
            either_service, name="x", days=1, user_code=named, by=supervisor
        )
        assert issued.user_code == "SUE"


def test_whoever_holds_the_server_makes_a_token_at_its_console(either_service, admin):
    issued = sign_in.issue_token_at_console(either_service, "sue", name="x", days=1, by=admin)
    assert issued.user_code == "SUE"
    with pytest.raises(NotFound, match="user-unknown"):
        sign_in.issue_token_at_console(either_service, "NOBODY", name="x", days=1, by=admin)
    root = Path(sign_in.__file__).parents[1]
    callers = [f for f in root.rglob("*.py") if "issue_token_at_console(" in f.read_text()]
    assert sorted(f.parent.name for f in callers) == ["cli", "service"]


def test_nobody_revokes_the_tokens_of_others_but_an_admin(
    either_service, operator, supervisor, admin
):
    issued = sign_in.issue_token(either_service, name="x", days=1, by=supervisor)
    with pytest.raises(NotFound):
        run(either_service, people.revoke_token, people.RevokeToken(issued.id), operator)
    assert run(either_service, people.revoke_token, people.RevokeToken(issued.id), admin)


def test_a_badge_is_a_name_and_a_new_one_replaces_it(with_pin, admin):
    first = sign_in.issue_badge(with_pin, "OLIVIA", by=admin).badge
    assert sign_in.sign_in(with_pin, Attempt(who=first.lower(), pin=PIN)).person.code == "OLIVIA"
    second = sign_in.issue_badge(with_pin, "OLIVIA", by=admin).badge
    assert sign_in.sign_in(with_pin, Attempt(who=second, pin=PIN)).person.code == "OLIVIA"
    with pytest.raises(SignInNeeded, match="sign-in-wrong"):
        sign_in.sign_in(with_pin, Attempt(who=first, pin=PIN))


def test_whoever_is_no_longer_active_is_signed_out_at_once(with_pin, admin):
    opened = sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin=PIN))
    gone = people.ChangedPerson(
        code="OLIVIA", name="Olivia", role=Role.OPERATOR, location_code="", is_active=False
    )
    assert run(with_pin, people.change_user, gone, admin)["is_active"] is False
    assert read(with_pin, queries.person_by_sign_in, opened.token) is None
    with pytest.raises(SignInNeeded, match="sign-in-wrong"):
        sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin=PIN))


def test_the_last_admin_stays(either_service, admin):
    less = people.ChangedPerson(
        code="ADA", name="Ada", role=Role.OPERATOR, location_code="", is_active=True
    )
    with pytest.raises(Refused, match="last-admin"):
        run(either_service, people.change_user, less, admin)
    run(
        either_service, people.add_user,
        people.NewPerson(code="eve", name="Eve", role=Role.ADMIN), admin,
    )  # fmt: skip
    assert run(either_service, people.change_user, less, admin)["role"] == "operator"


def test_people_are_listed_page_by_page(service):
    with service.reading() as session:
        first = queries.people_list(session.connection(), limit=2)
        rest = queries.people_list(session.connection(), after=first.next_after, limit=9)
    assert [row.code for row in (*first.rows, *rest.rows)] == [
        "ADA",
        "OLIVIA",
        "OTTO",
        "SAM",
        "SUE",
    ]
    assert rest.next_after == ""


def test_many_attempts_at_once_compare_no_more_pins_than_one_after_another(with_pin):
    def attempt(_):
        try:
            return sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin="000000"))
        except SignInNeeded as refused:
            return refused.first.code

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(16)))
    assert sorted(set(outcomes)) == ["sign-in-slow-down", "sign-in-wrong"]
    assert outcomes.count("sign-in-wrong") == 4


def test_a_one_time_code_used_by_two_at_once_makes_one_person(either_service, admin):
    made = sign_in.new_enrolment(either_service, role=Role.OPERATOR, by=admin)

    def use(number):
        try:
            return sign_in.enrol(
                either_service, Enrol(code=made.code, user_code=f"N{number}", pin=PIN)
            )
        except Forbidden:
            return None

    with ThreadPoolExecutor(6) as pool:
        opened = [one for one in pool.map(use, range(6)) if one]
    assert len(opened) == 1
    with either_service.reading() as session:
        codes = {row.code for row in queries.people_list(session.connection(), limit=50).rows}
    assert codes & {f"N{number}" for number in range(6)} == {opened[0].person.code}


def test_a_forgotten_pin_is_replaced_by_a_code_for_that_person_only(with_pin, admin):
    made = sign_in.new_enrolment(with_pin, role=Role.ADMIN, user_code="olivia", by=admin)
    assert made.role is Role.OPERATOR  # the role stays the person's own
    opened = sign_in.enrol(with_pin, Enrol(code=made.code, user_code="ADA", pin="580316"))
    assert opened.person.code == "OLIVIA"
    with pytest.raises(NotFound, match="user-unknown"):
        sign_in.new_enrolment(with_pin, role=Role.ADMIN, user_code="nobody", by=admin)


def test_only_an_admin_in_person_hands_out_codes_and_badges(either_service, supervisor, admin):
    program = replace(admin, by_token=True)
    for by, code in ((supervisor, "role-lacking"), (program, "token-not-here")):
        with pytest.raises(Forbidden, match=code):
            sign_in.new_enrolment(either_service, role=Role.OPERATOR, by=by)
        with pytest.raises(Forbidden, match=code):
            sign_in.issue_badge(either_service, "OLIVIA", by=by)
    new = people.NewPerson(code="X", name="X", role=Role.ADMIN)
    with pytest.raises(Forbidden, match="token-not-here"):
        run(either_service, people.add_user, new, program)


def test_a_person_proves_the_pin_again_before_a_decision(with_pin, operator):
    sign_in.check_pin(with_pin, PIN, by=operator)
    with pytest.raises(SignInNeeded, match="sign-in-wrong"):
        sign_in.check_pin(with_pin, "580316", by=operator)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"code": ""}, "code-malformed"), ({"name": "x" * 101}, "text-too-long"),
     ({"location_code": "NOWHERE"}, "location-unknown"), ({"code": "ada"}, "user-exists")],
)  # fmt: skip
def test_a_wrong_person_is_refused(service, admin, wrong, code):
    new = replace(people.NewPerson(code="NEW", name="New", role=Role.OPERATOR), **wrong)
    with pytest.raises((Refused, NotFound, Conflict), match=code):
        run(service, people.add_user, new, admin)


def test_two_people_of_one_name_sign_in_by_code_only(with_pin, admin):
    run(with_pin, people.add_user,
        people.NewPerson(code="O2", name="Olivia Operator", role=Role.OPERATOR), admin)  # fmt: skip
    with pytest.raises(SignInNeeded, match="sign-in-wrong"):
        sign_in.sign_in(with_pin, Attempt(who="Olivia Operator", pin=PIN))
    assert sign_in.sign_in(with_pin, Attempt(who="OLIVIA", pin=PIN)).person.code == "OLIVIA"


def test_nobody_gets_the_code_under_which_the_console_acts(either_service, admin):
    wanted = people.NewPerson(code="console", name="Nobody", role=Role.OPERATOR)
    with pytest.raises(Conflict, match="user-exists"):
        either_service.run(
            people.add_user, wanted, by=admin, request_id=new_id(either_service.clock.now())
        )
