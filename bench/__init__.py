"""Benches: what the service reaches beside the floor of the same machine in the same minute.

`python -m bench [scans|receipts|history|statements ...] [--seconds N] [--rounds N]`.
"""
