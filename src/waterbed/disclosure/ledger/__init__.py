"""The release ledger: what was published once stays known."""
