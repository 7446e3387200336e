"""What do several waves show together?  Sums of waves, whatever they have in common."""
