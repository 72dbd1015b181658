"""A call that may refuse, as a value; any other exception goes through and fails the test."""

from scanner_app.barcodes.refusal import CodeRefused


def outcome(call, *args, **options):
    """What a call returns, or the refusal it raises."""
    try:
        return call(*args, **options)
    except CodeRefused as refused:
        return refused
