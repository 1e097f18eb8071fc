"""Checks of old files: pure, no Django; a table of past cases is read row by row and asked about by the law engine."""
