"""What holds for every route: a policy, headers, cookies; probes; settings."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from werkzeug.routing import AnyConverter, IntegerConverter

from scanner_app import config
from scanner_app.kernel.clock import FixedClock
from scanner_app.kernel.terms import Role
from scanner_app.web import site
from scanner_app.web.policy import policy_of
from scanner_app.web.security import HEADERS
from tests.web.conftest import PIN, Client

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def rules(app: APIFlask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.methods & METHODS]


def test_every_route_has_a_policy(app: APIFlask):
    without = [
        rule.rule for rule in rules(app) if policy_of(app.view_functions[rule.endpoint]) is None
    ]
    assert without == []


def test_a_route_without_a_policy_is_closed(app: APIFlask):
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/forgotten").status_code == 500


def value(converter: Any) -> Any:
    """Give something that an address may hold."""
    if isinstance(converter, IntegerConverter):
        return 1
    return min(converter.items) if isinstance(converter, AnyConverter) else "X"


def address(app: APIFlask, rule: Any) -> str:
    values = {name: value(rule._converters[name]) for name in rule.arguments}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def test_nobody_gets_in_without_signing_in(app: APIFlask):
    client = app.test_client()
    for rule in rules(app):
        policy = policy_of(app.view_functions[rule.endpoint])
        if policy is None or policy.role is None or "GET" not in rule.methods:
            continue
        reply = client.get(address(app, rule))
        assert reply.status_code in {302, 401}, rule.rule


def test_operators_get_into_no_route_of_supervisors(app: APIFlask, operator_client: Client):
    for rule in rules(app):
        policy = policy_of(app.view_functions[rule.endpoint])
        if policy is None or policy.role in {None, Role.OPERATOR}:
            continue
        where = address(app, rule)
        if "GET" in rule.methods:
            reply = operator_client.get(where)
        elif where.startswith("/api/"):
            reply = operator_client.api(where, {})
        else:
            reply = operator_client.page(where)
        assert reply.status_code == 403, rule.rule


@pytest.mark.parametrize(
    "where", ["/healthz", "/sign-in", "/nowhere", "/api/v1/items", "/static/css/scanner.css"]
)
def test_every_reply_has_the_headers(app: APIFlask, where: str):
    reply = app.test_client().get(where, buffered=True)
    for name, value in HEADERS:
        assert reply.headers[name] == value
    assert "unsafe" not in reply.headers["Content-Security-Policy"]


def test_signed_in_pages_are_not_kept_by_the_browser(operator_client: Client):
    assert operator_client.get("/items/").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts(app: APIFlask):
    client = app.test_client()
    html = client.get("/sign-in", base_url="https://localhost").get_data(as_text=True)
    form_token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    reply = client.post(
        "/sign-in",
        base_url="https://localhost",
        data={"who": "OLIVIA", "pin": PIN, "csrf_token": form_token},
    )
    assert reply.status_code == 303
    cookies = reply.headers.getlist("Set-Cookie")
    given = next(cookie for cookie in cookies if cookie.startswith("__Host-scanner_sign_in="))
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in given


def test_a_wrong_pin_says_so_and_nothing_more(app: APIFlask):
    client = app.test_client()
    html = client.get("/sign-in").get_data(as_text=True)
    form_token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    for who in ("OLIVIA", "NOBODY"):
        reply = client.post(
            "/sign-in", data={"who": who, "pin": "000000", "csrf_token": form_token}
        )
        assert reply.status_code == 401
        assert "Name or PIN is wrong" in reply.text
        assert "000000" not in reply.text


def test_signing_out_ends_the_session_in_the_database(app: APIFlask, operator_client: Client):
    assert operator_client.page("/sign-out").status_code == 303
    again = app.test_client()
    again.set_cookie("scanner_sign_in", operator_client.token)
    assert again.get("/items/").status_code == 302


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_sign_in_leads_to_our_own_pages_only(app: APIFlask, evil: str):
    client = app.test_client()
    html = client.get("/sign-in").get_data(as_text=True)
    form_token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    fields = {"who": "OLIVIA", "pin": PIN, "csrf_token": form_token, "next": evil}
    assert "evil" not in client.post("/sign-in", data=fields).headers["Location"]


def test_who_works_on_stays_signed_in(app: APIFlask, operator_client: Client, clock: FixedClock):
    service = app.extensions[site.SERVICE]
    for hours in (5, 10):
        later = FixedClock(clock.moment + timedelta(hours=hours))
        app.extensions[site.SERVICE] = replace(service, clock=later)
        assert operator_client.get("/items/").status_code == 200
    app.extensions[site.SERVICE] = replace(
        service, clock=FixedClock(clock.moment + timedelta(hours=13))
    )
    assert operator_client.get("/items/").status_code == 302  # the longest shift is over


def test_demo_pins_are_shown_nowhere_else(app: APIFlask):
    assert "demo warehouse" not in app.test_client().get("/sign-in").text


def test_the_probes_answer(app: APIFlask):
    client = app.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert "version" in client.get("/version").get_json()
    ready = client.get("/readyz").get_json()
    assert ready["checks"]["database"]["ok"]
    assert ready["checks"]["durability"]["synchronous"] == "FULL"


def test_the_figures_are_for_this_machine_and_administrators(app: APIFlask):
    client = app.test_client()
    assert b"scanner_requests_total" in client.get("/metrics").data
    away = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", environ_base=away).status_code == 401


def test_a_fault_tells_the_reference_and_nothing_else(
    app: APIFlask, capsys: pytest.CaptureFixture[str]
):
    def fail() -> str:
        message = "the inner secret"
        raise RuntimeError(message)

    from scanner_app.web.policy import public  # noqa: PLC0415

    app.add_url_rule("/api/v1/fails", "fails", public(fail))
    reply = app.test_client().get("/api/v1/fails")
    body = reply.get_json(force=True)
    assert reply.status_code == 500
    assert "secret" not in json.dumps(body)
    reference = body["instance"].removeprefix("urn:uuid:")
    assert reference in capsys.readouterr().out


def test_an_unknown_setting_stops_the_start_with_its_name(tmp_path: Path):
    with pytest.raises(config.SettingsError, match="SCANNER_DATABSE_URL"):
        config.load({"SCANNER_DATABSE_URL": "x", "SCANNER_INSTANCE_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCANNER_SECRET_KEY", "short"),
        ("SCANNER_PUBLIC_URL", "warehouse"),
        ("SCANNER_PROXY_COUNT", "-1"),
        ("SCANNER_LOG_LEVEL", "LOUD"),
        ("SCANNER_SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(tmp_path: Path, name: str, value: str):
    with pytest.raises(config.SettingsError, match=name):
        config.load({name: value, "SCANNER_INSTANCE_DIR": str(tmp_path)})


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path):
    given = {"SCANNER_INSTANCE_DIR": str(tmp_path)}
    first, second = config.load(given), config.load(given)
    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert first.database_url == f"sqlite:///{tmp_path / 'scanner.db'}"


def test_a_secret_may_come_from_a_file(tmp_path: Path):
    file = tmp_path / "key"
    file.write_text("s" * 40 + "\n")
    given = {"SCANNER_SECRET_KEY_FILE": str(file), "SCANNER_INSTANCE_DIR": str(tmp_path)}
    assert config.load(given).secret_key == "s" * 40


def test_the_phone_page_stays_small():
    scripts = Path(config.__file__).parents[1] / "static" / "js" / "scan"
    assert sum(file.stat().st_size for file in scripts.glob("*.js")) < 60_000
