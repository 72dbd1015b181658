"""Locations and bins, through the service on both databases."""

from dataclasses import replace

import pytest

from scanner_app.kernel.errors import Conflict, Forbidden, NotFound, Refused
from scanner_app.kernel.ids import new_id
from scanner_app.locations import queries
from scanner_app.service import locations
from scanner_app.service.locations import NewBin, NewBins, NewLocation

BLUE = NewLocation(code="blue", name="Blue warehouse", uses_bins=True)


def run(service, case, request, by):
    return service.run(case, request, by=by, request_id=new_id(service.clock.now())).body


@pytest.fixture
def blue(either_service, admin):
    run(either_service, locations.create_location, BLUE, admin)
    bins = (NewBin(code="A-01", label_code="B100"), NewBin(code="A-02"), NewBin(code="RECV"))
    run(either_service, locations.create_bins, NewBins(location_code="BLUE", bins=bins), admin)
    return either_service


def test_a_bin_is_found_by_its_label_and_by_its_code(blue, admin):
    run(blue, locations.create_location, replace(BLUE, code="GREEN"), admin)
    run(blue, locations.create_bins,
        NewBins(location_code="GREEN", bins=(NewBin(code="A-01"),)), admin)  # fmt: skip
    with blue.reading() as session:
        connection = session.connection()
        hit = queries.bin_by_label(connection, "B100")
        assert hit is not None
        assert (hit.location_code, hit.code) == ("BLUE", "A-01")
        assert queries.bin_by_label(connection, "B999") is None
        assert len(queries.bins_named(connection, "A-01")) == 2
        assert len(queries.bins_named(connection, "A-01", location_code="GREEN")) == 1
        first = queries.bins_of(connection, "BLUE", limit=2)
        rest = queries.bins_of(connection, "BLUE", after=first.next_after, limit=2)
    assert [one.code for one in (*first.rows, *rest.rows)] == ["A-01", "A-02", "RECV"]
    assert rest.next_after == ""


def test_facts_name_the_locations_and_bins_asked_for(blue):
    with blue.reading() as session:
        connection = session.connection()
        found = queries.facts(connection, [("BLUE", "A-01"), ("BLUE", "Z"), ("RED", "A-01")])
        assert queries.facts(connection, [("BLUE", "")])["BLUE"].bins == {}
        assert queries.facts(connection, []) == {}
    assert list(found) == ["BLUE"]
    assert found["BLUE"].bins == {"A-01": False}
    assert found["BLUE"].uses_bins


def test_a_location_code_is_given_once_and_only_by_an_admin(blue, admin, supervisor):
    with pytest.raises(Conflict, match="location-exists"):
        run(blue, locations.create_location, BLUE, admin)
    with pytest.raises(Forbidden):
        run(blue, locations.create_location, BLUE, supervisor)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"code": ""}, "code-malformed"), ({"name": "x" * 101}, "text-too-long"),
     ({"is_in_transit": True}, "bin-not-used")],
)  # fmt: skip
def test_a_wrong_location_is_refused(service, admin, wrong, code):
    with pytest.raises(Refused) as refused:
        run(service, locations.create_location, replace(BLUE, **wrong), admin)
    assert refused.value.first.code == code


@pytest.mark.parametrize(
    ("bins", "code"),
    [
        ((), "no-lines"),
        ((NewBin(code="A-01"),), "bin-exists"),
        ((NewBin(code="N"), NewBin(code="n")), "bin-exists"),
        ((NewBin(code="N", label_code="B100"),), "code-taken"),
        ((NewBin(code="N", label_code="QUAY"),), "code-malformed"),
        ((NewBin(code=""),), "code-malformed"),
        (tuple(NewBin(code=f"N{n}") for n in range(501)), "too-many-lines"),
    ],
)
def test_wrong_bins_are_refused_all_together(blue, supervisor, bins, code):
    with pytest.raises(Refused) as refused:
        run(blue, locations.create_bins, NewBins(location_code="BLUE", bins=bins), supervisor)
    assert refused.value.first.code == code
    with blue.reading() as session:
        assert len(queries.bins_of(session.connection(), "BLUE", limit=9).rows) == 3


def test_a_location_without_bins_gets_none(service, admin):
    run(service, locations.create_location, replace(BLUE, code="YARD", uses_bins=False), admin)
    with pytest.raises(Refused, match="bin-not-used"):
        run(service, locations.create_bins,
            NewBins(location_code="YARD", bins=(NewBin(code="A"),)), admin)  # fmt: skip
    with pytest.raises(NotFound, match="location-unknown"):
        run(service, locations.create_bins,
            NewBins(location_code="RED", bins=(NewBin(code="A"),)), admin)  # fmt: skip


def test_receipts_have_a_standard_bin_that_exists(blue, supervisor):
    wanted = locations.StandardBins(
        location_code="blue", receiving_bin_code="recv", shipping_bin_code=""
    )
    body = run(blue, locations.set_standard_bins, wanted, supervisor)
    assert body["receiving_bin_code"] == "RECV"
    with pytest.raises(Refused, match="bin-unknown"):
        run(blue, locations.set_standard_bins, replace(wanted, shipping_bin_code="X"), supervisor)
    with blue.reading() as session:
        rows = queries.all_locations(session.connection())
    assert [(row.code, row.receiving_bin_code) for row in rows] == [("BLUE", "RECV")]


def test_a_bin_is_blocked_and_freed(blue, supervisor):
    wanted = locations.BlockBin(location_code="BLUE", bin_code="A-01", is_blocked=True)
    run(blue, locations.block_bin, wanted, supervisor)
    with blue.reading() as session:
        assert queries.facts(session.connection(), [("BLUE", "A-01")])["BLUE"].bins == {
            "A-01": True
        }
    with pytest.raises(NotFound, match="bin-unknown"):
        run(blue, locations.block_bin, replace(wanted, bin_code="Z"), supervisor)
