"""Tables of reports. Each part adds its own imports here."""
