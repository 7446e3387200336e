"""Waterbed: did an intervention in a place work, did it move, and could the study tell?"""

__version__ = "0.1.0"
