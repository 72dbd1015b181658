"""Lots and serial numbers: what is known of them and when they are needed."""
