"""How many are never seen?  Multiple systems estimation from overlapping lists."""
