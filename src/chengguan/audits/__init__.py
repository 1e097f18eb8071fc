"""存量案件体检: past case ledgers and published decision lists run through the same law engine."""
