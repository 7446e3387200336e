"""Reading: from the user's files to the nouns, and no further.

No file format, column name or data frame is known below this folder.
"""
