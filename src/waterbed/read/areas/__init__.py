"""The map, or the tables of areas and neighbours, made into Areas."""
