"""Hundreds of studies judged by one rule: a report each, and a summary of them all."""

from waterbed.batch.run import Batch, batch

__all__ = ["Batch", "batch"]
