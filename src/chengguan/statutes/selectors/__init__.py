"""The library as pages and other apps read it."""

from .library import Applicable, applicable, in_force, library_index

__all__ = ["Applicable", "applicable", "in_force", "library_index"]
