"""The shared ledger: the only writer of item ledger, application and value entries."""
