"""What a costing case may ask for today; everything else is named as not built.

A case runs only if the product has every setting, step and figure that it names, so that no case
passes half checked. Whoever builds a thing adds it here and in `costing_steps` or
`costing_expect`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tests.oracle.costing_expect import CHECKS, ROWS, SHAPES
from tests.oracle.costing_steps import STEPS
from tests.oracle.report import Case

_CASE_KEYS: Final = frozenset(
    {
        *("id", "topic", "source", "also", "evidence", "title", "notes", "derived"),
        *("item", "setup", "steps", "expect"),
    }
)
"""The first line says where a case comes from; `derived` is no fact of a source."""

_ITEM_KEYS: Final = frozenset({"no", "costing_method", "unit_cost", "item_tracking"})


def _is_fifo(method: Any) -> bool:
    """Where the source names no method the conventions of the file say FIFO."""
    return method in ("FIFO", "any") or str(method).startswith("not stated")


def _anything(value: Any) -> bool:
    del value
    return True


_SETUP: Final[Mapping[str, Callable[[Any], bool]]] = {
    "note": _anything,
    "workdate": _anything,
    "location": lambda value: isinstance(value, str),
    "expected": lambda value: isinstance(value, dict),
    "prevent_negative_inventory": lambda value: isinstance(value, bool),
    "start_state": lambda value: str(value).startswith("end of "),
    "stock_before": lambda value: value == 0,
    "unit_cost_on_card": lambda value: value is not None,
    # These bear on average cost or on when costs are adjusted; first in, first out is exact when
    # it is posted, whatever they say.
    "average_cost_period": _anything,
    "average_cost_calc_type": _anything,
    "automatic_cost_adjustment": _anything,
    "automatic_cost_posting": lambda value: value is False,
    "expected_cost_posting_to_gl": lambda value: value is False,
}
"""Settings of a case that the product has, and which values of them."""

_TRANSFER_MODES: Final = {
    "order_ship": "transfer order through transit",
    "order_receive": "transfer order through transit",
    "order_both": "transfer order through transit",
    "in_transit": "transfer order through transit",
    "receipt_and_shipment": "transfer posted as receipt and shipment",
}

_NAMES: Final[Mapping[str, str]] = {
    "accounts": "G/L posting",
    "automatic_cost_posting": "G/L posting",
    "balances_abs": "G/L posting",
    "cost_posted_to_gl": "G/L posting",
    "expected_cost_posting_to_gl": "G/L posting",
    "gl": "G/L posting",
    "gl_item_ledger_relation": "G/L posting",
    "gl_sum": "G/L posting",
    "post_cost_to_gl": "G/L posting",
    "applied_entry_to_adjust": "cost adjustment flags",
    "item_cost_is_adjusted": "cost adjustment flags",
    "mark_applied_entry_to_adjust": "cost adjustment flags",
    "avg_cost_adjmt_entry_points": "average cost entry points",
    "applies_from": "return with applies-from",
    "return_purchase": "purchase return",
    "return_sale": "sales return",
    "can_close_inventory_period": "inventory periods",
    "close_period": "inventory periods",
    "inventory_periods_closed_through": "inventory periods",
    "gl_setup_allow_posting_from": "allowed posting dates",
    "gl_setup_allow_posting_to": "allowed posting dates",
    "set_gl_setup": "allowed posting dates",
    "set_user_setup": "allowed posting dates",
    "user_setup_allow_posting_from": "allowed posting dates",
    "earliest_allowed_valuation_date": "earliest allowed valuation date",
    "invoice": "invoice of a receipt",
    "invoice_sale": "invoice of a shipment",
    "item_charge": "item charges",
    "unapply": "application worksheet",
    "reapply": "application worksheet",
    "close_application_worksheet": "application worksheet",
    "revalue": "revaluation",
    "revaluable_quantity": "revaluation",
    "rounding_entry_exists": "rounding entries",
    "rounding_value_entries": "rounding entries",
    "unit_cost": "unit cost kept on the card",
    "unit_cost_exact": "unit cost kept on the card",
    "unit_cost_tolerance": "unit cost kept on the card",
    "calculate_unit_cost": "unit cost kept on the card",
    "given_entries": "entries set up without posting",
    "overhead_rate": "overhead rate",
}
"""What a word of the cases stands for, where the word alone says too little."""


def _named(kind: str, word: str) -> str:
    return _NAMES.get(word, f"{kind} {word}")


def not_built(case: Case) -> tuple[str, ...]:
    """Name everything the case asks for that the product does not have, each thing once."""
    found = [f"case key {key}" for key in case if key not in _CASE_KEYS]
    found += _of_item(case["item"])
    for key, value in case["setup"].items():
        if key.endswith("_note"):
            continue
        if key not in _SETUP or not _SETUP[key](value):
            found.append(_named("setup", key))
    for step in case["steps"]:
        found += _of_step(step)
    found += _of_expect(case["expect"])
    return tuple(dict.fromkeys(found))


def _of_item(item: Mapping[str, Any]) -> Iterator[str]:
    if not _is_fifo(item["costing_method"]):
        yield f"costing method {item['costing_method']}"
    if item.get("item_tracking", "lot") not in ("lot", "serial"):
        yield f"item tracking {item['item_tracking']!r}"
    for key in item:
        if key not in _ITEM_KEYS:
            yield _named("item field", key)


def _of_step(step: Mapping[str, Any]) -> Iterator[str]:
    op = step["op"]
    if op == "set_inventory_setup":
        yield from (_named("inventory setup", key) for key in step if key != "op")
        return
    if op not in STEPS:
        yield _named("step", op)
        return
    if step.get("mode") in _TRANSFER_MODES:
        yield _TRANSFER_MODES[step["mode"]]
    allowed = STEPS[op].keys
    for key in step:
        if key not in allowed and key not in ("op", "id") and "_printed_in_" not in key:
            yield _NAMES.get(key, f"{key} of step {op}")
    if op == "adjust" and step.get("direction") == "positive" and "applies_to" in step:
        yield "fixed application of an increase"
    if step.get("mode") == "direct_transfer" and "applies_to" in step:
        yield "fixed application of a transfer document"
    if step.get("via") not in (None, "item journal"):
        yield f"{op} via {step['via']}"


def _of_expect(expect: Mapping[str, Any]) -> Iterator[str]:
    for key, value in expect.items():
        if key == "at_checkpoint":
            for inner in value.values():
                yield from _of_expect(inner)
        elif key not in CHECKS:
            yield _named("expectation", key)
        elif key in ROWS:
            yield from _of_rows(key, value)
        elif not SHAPES[key](value):
            yield f"expectation {key} of this shape"


def _of_rows(key: str, rows: Any) -> Iterator[str]:
    if not isinstance(rows, list) or not rows:
        yield f"expectation {key} of this shape"
        return
    for row in rows:
        for column in row:
            if column not in ROWS[key]:
                yield _NAMES.get(column, f"{column} of {key}")
