"""Story: every page and every route, tried by everybody: the declared policy holds.

New routes are tried without being named here.
"""

from scanner_app.kernel.terms import Role
from scanner_app.people.roles import may
from scanner_app.service import sign_in
from scanner_app.web.policy import policy_of
from tests.builders import in_stock, request_id
from tests.walks.floor import Browser, refusal

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
PEOPLE = {
    "OLIVIA": Role.OPERATOR,
    "SUE": Role.SUPERVISOR,
    "ADA": Role.ADMIN,
}
REFUSED_GET = {302, 401}


def doors(app):
    """Give every rule with its policy."""
    for rule in app.url_map.iter_rules():
        if rule.methods & METHODS:
            yield rule, policy_of(app.view_functions[rule.endpoint])


def address(app, rule, order):
    """Fill in what is really there where it is known, else something that is not."""
    there = {
        "location_code": "BLUE",
        "bin_code": "A-01",
        "user_code": "OLIVIA",
        "filename": "css/scanner.css",
        "session_id": request_id(),
        "name": "cards",
        "no": order if "orders" in rule.rule else "JEANS",
    }
    values = {
        name: 1 if f"<no:{name}>" in rule.rule else there.get(name, "X") for name in rule.arguments
    }
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def send(browser, rule, where):
    """Try a door with its first method: a look, or an empty request."""
    if "GET" in rule.methods:
        return browser.get(where, buffered=True)
    if where.startswith("/api/"):
        return browser.api(where, {}, If_Match='"0-0"')
    return browser.page(where)


def said(reply):
    """Give what an answer says, be it a page, JSON or a PDF."""
    return reply.get_data().decode(errors="replace").replace("\u202f", "")


def furnished(floor):
    """Leave an order, a posting and a review behind, all of number 1."""
    line = {"item_no": "JEANS", "quantity": "9", "direct_unit_cost": "1"}
    supervisor = floor.sign_in("SUE")
    order = {"vendor_no": "V1", "location_code": "BLUE", "lines": [line]}
    no = supervisor.json("/api/v1/purchase-orders", order)["no"]
    in_stock(floor.service, floor.person("second_supervisor"), "JEANS", "50")
    count = {"location_code": "BLUE", "bin_code": "A-01", "is_empty": True}
    assert floor.sign_in("OTTO").json("/api/v1/bin-counts", count)["outcome"] == "held"
    return no


def test_no_door_is_without_a_policy(lite):
    assert [rule.rule for rule, policy in doors(lite.app) if policy is None] == []


def test_nobody_comes_in_without_signing_in(floor):
    no = furnished(floor)
    posted = floor.postings()
    for rule, policy in doors(floor.app):
        client = floor.app.test_client()
        reply = send(Browser(client, "", ""), rule, address(floor.app, rule, no))
        assert reply.status_code < 500, (rule.rule, reply.status_code)
        if policy.role is None:
            continue
        if "GET" in rule.methods:
            assert reply.status_code in REFUSED_GET, (rule.rule, reply.status_code)
        else:
            assert reply.status_code in {302, 401, 403}, (rule.rule, reply.status_code)
        assert "Jeans" not in said(reply)
    assert floor.postings() == posted


def test_everybody_comes_as_far_as_the_policy_says(floor):
    # Given one of everything
    no = furnished(floor)
    for who, role in PEOPLE.items():
        browser = floor.sign_in(who)
        for rule, policy in doors(floor.app):
            if rule.endpoint == "sign_in.leave":
                continue  # it would end the walk
            # When a person tries a door
            reply = send(browser, rule, address(floor.app, rule, no))
            told = (who, rule.rule, reply.status_code, said(reply)[:300])
            # Then it opens or not as declared, and never breaks
            assert reply.status_code < 500, told
            may_enter = policy.role is None or may(role, policy.role)
            is_refused = reply.status_code == 403 and "You may not do this" in said(reply)
            assert is_refused != may_enter, told
            if may_enter and "GET" in rule.methods:
                assert reply.status_code in {200, 302, 303, 404, 409, 422}, told


def test_a_program_may_not_do_what_a_person_must(floor):
    # Given an access token of an administrator
    no = furnished(floor)
    issued = sign_in.issue_token(floor.service, name="robot", days=1, by=floor.person("admin"))
    client = floor.app.test_client()
    headers = {"Authorization": f"Bearer {issued.token}", "If-Match": '"0-0"'}
    for rule, policy in doors(floor.app):
        where = address(floor.app, rule, no)
        # When the program tries each door
        reply = client.open(
            where,
            method="GET" if "GET" in rule.methods else "POST",
            json=None if "GET" in rule.methods else {},
            headers=headers | {"Idempotency-Key": request_id()},
            buffered=True,
        )
        # Then those that need a person stay closed, and no other for want of one
        told = (rule.rule, reply.status_code, said(reply)[:300])
        assert reply.status_code < 500, told
        if policy.role is not None:
            assert ("An access token may not do this" in said(reply)) != policy.takes_tokens, told


def test_a_method_that_is_not_taken_is_refused(lite):
    operator = lite.sign_in("OLIVIA")
    for rule, _policy in doors(lite.app):
        if "<" in rule.rule or not rule.rule.startswith("/api/"):
            continue
        reply = operator.client.delete(rule.rule, headers={"X-CSRF-Token": operator.form_token})
        refusal(reply, "method-not-allowed")


def test_costs_stay_with_supervisors_on_every_door(floor):
    # Given goods of a cost that no other number resembles
    no = furnished(floor)
    supervisor = floor.person("supervisor")
    in_stock(floor.service, supervisor, "JEANS", "1", unit_cost="7321.45", bin_code="A-02")
    operator, curious = floor.sign_in("OLIVIA"), floor.sign_in("SUE")
    shown = 0
    for rule, _policy in doors(floor.app):
        if "GET" in rule.methods:
            where = address(floor.app, rule, no)
            assert "7321.45" not in said(operator.get(where, buffered=True)), rule.rule
            shown += "7321.45" in said(curious.get(where, buffered=True))
    assert shown > 0
