"""Fetching: the publishers' own files, with what was fetched written down beside them."""
