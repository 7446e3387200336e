"""What a draft of a study needs: the mark of what is still to be filled in, and names of places."""

TO_FILL = "FILL IN"

Location = tuple[str | int, ...]
"""A place in a study file as keys and numbers of entries: ("counts", 0, "layout")."""
