"""What would have been seen, had this been true?  Panels whose truth is known."""
