"""Did it change?  Roles of areas, placebo reference, contrasts, inference, diagnostics."""
