"""Locations and their bins."""
