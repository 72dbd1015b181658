"""Items and locations are set up at pages: forms that keep what was typed, and who may send them."""

import re

import pytest

from tests.web.conftest import Client

GTIN = "9506000134352"
TEA = {"no": "tea", "description": "Green tea", "base_unit_code": "PCS", "unit_cost": "2.50"}


def wrong_beside(page: str, field: str) -> str:
    """Read what the page says beside a field."""
    found = re.search(rf'class="field-error" id="{field}-wrong">([^<]+)<', page)
    assert found, page
    return found[1]


def shown(client: Client, address: str, **fields: str) -> str:
    """Send a form that must be taken, and return the page that follows."""
    reply = client.page(address, fields)
    assert reply.status_code == 303, reply.text
    return str(client.get(reply.headers["Location"]).text)


def test_an_item_is_made_with_everything_on_its_form(supervisor_client: Client):
    fields = TEA | {"tracking_code": "LOT", "bar_code": GTIN, "pack_unit_code": "CASE"}
    variants = "GR Green\n\nBL  Black, strong"
    page = shown(supervisor_client, "/items/new", **fields, units="12", variants=variants)
    for said in ("TEA was made", f"0{GTIN}", "12 PCS", "GR Green", "BL Black, strong", "lot"):
        assert said in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("no", "JEANS", "already an item"),
        ("no", "x" * 21, "cannot be a code"),
        ("description", "", "what it is called"),
        ("unit_cost", "cheap", "not an amount"),
        ("unit_cost", "-1", "below 0"),
        ("bar_code", "9506000134353", "Is it 9506000134352?"),
        ("units", "many", "not a quantity"),
        ("units", "0", "above 0"),
        ("variants", "V" * 21, "cannot be a code"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    supervisor_client: Client, field: str, typed: str, said: str
):
    fields = TEA | {"bar_code": GTIN, "pack_unit_code": "CASE", "units": "12"} | {field: typed}
    reply = supervisor_client.page("/items/new", fields)
    assert reply.status_code in {409, 422}
    assert said in wrong_beside(reply.text, field)
    for name, value in fields.items():
        assert value in reply.text, name
    assert '<option value="CASE" selected>' in reply.text
    assert supervisor_client.get("/items/TEA/card").status_code == 404


def test_a_bar_code_is_added_and_removed_on_the_card(supervisor_client: Client):
    page = shown(supervisor_client, "/items/JEANS/bar-codes", text=GTIN)
    assert f"0{GTIN}" in page
    found = re.search(r"/items/JEANS/bar-codes/[0-9]+/remove", page)
    assert found
    assert f"0{GTIN}" not in shown(supervisor_client, found[0])
    wrong = supervisor_client.page("/items/JEANS/bar-codes", {"text": "9506000134353"})
    assert "Is it 9506000134352?" in wrong_beside(wrong.text, "text")
    assert supervisor_client.page("/items/NONE/bar-codes", {"text": GTIN}).status_code == 404
    assert supervisor_client.page("/items/JEANS/bar-codes/999/remove").status_code == 404


def test_an_item_is_blocked_and_freed_unless_somebody_was_faster(supervisor_client: Client):
    page = supervisor_client.get("/items/JEANS/card").text
    version = re.search(r'name="version" value="([0-9]+)"', page)
    assert version
    page = shown(supervisor_client, "/items/JEANS/block", version=version[1], is_blocked="yes")
    assert "JEANS is blocked" in page
    stale = {"version": version[1], "is_blocked": "no"}
    reply = supervisor_client.page("/items/JEANS/block", stale)
    assert reply.status_code == 409
    assert "changed by someone else" in reply.text
    assert supervisor_client.page("/items/JEANS/block", {"version": "x"}).status_code == 409
    again = re.search(r'name="version" value="([0-9]+)"', page)
    assert again
    page = shown(supervisor_client, "/items/JEANS/block", version=again[1], is_blocked="no")
    assert "JEANS can be used again" in page


def test_operators_see_cards_without_buttons(operator_client: Client):
    for address in ("/items/JEANS/card", "/locations/BLUE/card", "/locations/", "/items/"):
        page = operator_client.get(address).text
        assert "Block" not in page
        assert "/new" not in page
        assert 'name="bins"' not in page


def test_a_location_is_made_by_an_administrator(admin_client: Client, supervisor_client: Client):
    assert supervisor_client.get("/locations/new").status_code == 403
    page = shown(admin_client, "/locations/new", code="red", name="Red hall", uses_bins="yes")
    assert "Add its bins now" in page
    assert "No bins yet" in page
    reply = admin_client.page(
        "/locations/new", {"code": "RED", "name": "Again", "uses_bins": "yes"}
    )
    assert "already a location RED" in wrong_beside(reply.text, "code")
    assert 'value="Again"' in reply.text
    assert re.search(r'name="uses_bins" value="yes" checked', reply.text)
    both = {"code": "X", "uses_bins": "yes", "is_in_transit": "yes"}
    assert "no bins" in wrong_beside(admin_client.page("/locations/new", both).text, "uses_bins")
    page = shown(admin_client, "/locations/new", code="yard2", allows_negative="yes")
    assert "has no bins" in page


def test_bins_are_added_many_at_once_all_or_none(supervisor_client: Client):
    page = shown(supervisor_client, "/locations/BLUE/bins", bins="z-08..z-11\nRACK 1, RACK 2")
    for code in ("Z-08", "Z-09", "Z-10", "Z-11", "RACK 1", "RACK 2"):
        assert f"{code}" in page
    reply = supervisor_client.page("/locations/BLUE/bins", {"bins": "NEW-1\nA-01"})
    assert "already a bin A-01" in wrong_beside(reply.text, "code")
    assert "NEW-1\nA-01</textarea>" in reply.text
    assert "NEW-1" not in supervisor_client.get("/locations/BLUE/card").text
    many = supervisor_client.page("/locations/BLUE/bins", {"bins": "Q-1..Q-999999"})
    assert "at most 500" in many.text
    assert "nothing" in supervisor_client.page("/locations/BLUE/bins", {"bins": " , "}).text.lower()
    assert supervisor_client.page("/locations/MOON/bins", {"bins": "A"}).status_code == 404


def test_standard_bins_are_chosen_and_a_bin_is_blocked(supervisor_client: Client):
    fields = {"receiving_bin_code": "a-01", "shipping_bin_code": "SHIP"}
    page = shown(supervisor_client, "/locations/BLUE/standard-bins", **fields)
    assert 'name="receiving_bin_code" value="A-01"' in page
    wrong = supervisor_client.page(
        "/locations/BLUE/standard-bins", {"receiving_bin_code": "NO", "shipping_bin_code": "SHIP"}
    )
    assert "no bin NO" in wrong_beside(wrong.text, "receiving_bin_code")
    address = "/locations/BLUE/block-bin"
    page = shown(supervisor_client, address, bin_code="A-01", is_blocked="yes")
    assert "A-01 is blocked" in page
    assert 'aria-label="Free A-01"' in page
    page = shown(supervisor_client, address, bin_code="A-01", is_blocked="no")
    assert 'aria-label="Block A-01"' in page
    assert supervisor_client.page(address, {"bin_code": "NO"}).status_code == 404


def test_master_data_is_made_through_the_interface(
    admin_client: Client, supervisor_client: Client, operator_client: Client
):
    item = TEA | {"tracking_code": "LOT", "bar_code": GTIN}
    made = supervisor_client.api("/api/v1/items", item)
    assert made.status_code == 201, made.text
    assert made.get_json()["references"][0]["reference_no"] == f"0{GTIN}"
    more = supervisor_client.api("/api/v1/items/tea/bar-codes", {"text": "OLD"})
    assert {one["reference_no"] for one in more.get_json()["references"]} == {f"0{GTIN}", "OLD"}
    place = {"code": "RED", "name": "Red", "uses_bins": True}
    assert admin_client.api("/api/v1/locations", place).status_code == 201
    bins = {"bins": [{"code": "A-1"}, {"code": "A-2", "label_code": "RED2"}]}
    made = supervisor_client.api("/api/v1/locations/red/bins", bins)
    assert [one["label_code"] for one in made.get_json()["bins"]][1] == "RED2"
    refused = supervisor_client.api("/api/v1/locations/red/bins", bins)
    assert {one["code"] for one in refused.get_json(force=True)["errors"]} == {
        "bin-exists",
        "code-taken",
    }
    for address, body in (
        ("/api/v1/items", item),
        ("/api/v1/items/TEA/bar-codes", {"text": "X"}),
        ("/api/v1/locations", place),
        ("/api/v1/locations/RED/bins", bins),
    ):
        assert operator_client.api(address, body).status_code == 403
    bare = supervisor_client.client.post(
        "/api/v1/items", json=item, headers={"X-CSRF-Token": supervisor_client.form_token}
    )
    assert bare.get_json(force=True)["code"] == "request-id-missing"
