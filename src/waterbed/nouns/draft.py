"""The mark of a value that is still to be filled in."""

TO_FILL = "FILL IN"
