"""Runs the worked cases of `shared/oracle` through the product (see `__main__`)."""
