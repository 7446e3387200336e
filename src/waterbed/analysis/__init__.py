"""What a study asks of its data, from plan to findings and verdicts."""
