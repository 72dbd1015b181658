"""How rows are kept: types, transactions, locks and migrations."""
