"""Lists of people and tables of delays, made into Histories and Triangles."""
