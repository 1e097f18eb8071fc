"""Tables of statutes."""
