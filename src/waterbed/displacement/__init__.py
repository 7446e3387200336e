"""Did it move?  Counts in four places before and after: differences, quotients, net effects."""
