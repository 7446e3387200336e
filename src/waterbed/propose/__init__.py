"""How a study is written: a draft guessed from the user's own files, as TOML or as a workbook."""
