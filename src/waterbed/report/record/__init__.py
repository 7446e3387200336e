"""results.json: everything that the report says, for programs."""
