"""Tables of amendments."""
