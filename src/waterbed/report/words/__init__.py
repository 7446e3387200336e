"""All prose: tested functions from codes, figures and names to sentences, after release."""
