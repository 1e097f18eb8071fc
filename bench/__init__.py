"""Benchmarks of chengguan: `make bench`. Figures are CPU time, never asserted; the suite only checks that the harness runs."""
