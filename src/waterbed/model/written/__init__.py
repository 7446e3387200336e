"""The study as it is written: its keys, each said once."""
