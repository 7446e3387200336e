"""The workbench: a door like `cli/`, in a browser on one's own machine.

A page is a row of `pages.PAGES`: its address, its title, its template, and the command that does
the same.  Routes call the library's public functions and show what these give; nothing here knows
what a study means.  `guard` lets in nobody but the browser that was opened with the token.
"""
