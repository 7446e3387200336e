"""Could this study tell?  What a design could see, before any result is read."""
