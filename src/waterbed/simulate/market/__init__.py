"""A street market of people who sell, buyers, residents, patrols and third parties.

What comes out of it holds by construction: it shows what would have to be true for a story, and
what that story would leave in the counts.  It is no evidence about any place.
"""
