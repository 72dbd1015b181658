"""The trade's words as plain Python: no I/O, standard library only."""
