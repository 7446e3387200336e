"""The door for Python: what `import waterbed` offers, and what its answers look like.

Functions here read what people hold in Python (frames, periods, short claims), call what the other
doors call, and wrap what comes out so that it prints, draws and says why.  All that is shown has
been through `disclosure`, in the internal profile, and says so.
"""
