"""The ground floor: what a study asks, what the data hold, what was found.

Frozen dataclasses with NumPy arrays inside.  Nothing here knows a file format, a column
name or a data frame, and nothing here imports another folder of waterbed.
"""
