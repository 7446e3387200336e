"""Donors weighted so that they go with the treated areas before."""
