"""Commands of statutes."""
