"""法律变更: an amendment as a dated pack, the open cases it touches, the comparison of old and new law."""
