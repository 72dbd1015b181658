"""Hand-held barcode scanning on an inventory ledger.

The package is a house: rooms by capability on checked floors (see `docs/architecture.md`). This
module holds nothing, so that importing one room never loads another.
"""
