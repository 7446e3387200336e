"""The study file, TOML or workbook, made into a Study."""
