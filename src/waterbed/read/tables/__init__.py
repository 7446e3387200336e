"""Tables of counts and incidents as people keep them, made into a Panel."""
