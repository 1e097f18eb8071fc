"""Tests of the library of statutes."""
