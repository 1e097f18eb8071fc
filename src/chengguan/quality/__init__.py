"""执法监督: interference log, fault accountability, proof of decisions; everything reads the record, nothing rewrites it."""
