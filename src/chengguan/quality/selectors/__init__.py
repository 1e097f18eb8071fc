"""Queries of the supervision pages."""
