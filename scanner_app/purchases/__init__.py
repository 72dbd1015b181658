"""Purchase orders and their posted receipts."""
