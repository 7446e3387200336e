"""Is a fall in reports a fall in harm?  Tipping points, bounds, second sources, delay."""
