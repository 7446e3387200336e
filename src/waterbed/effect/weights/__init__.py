"""One family of estimators: the same contrast with other weights."""

from waterbed.effect.weights.methods import METHODS

__all__ = ["METHODS"]
