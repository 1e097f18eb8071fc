"""公示: what the bureau shows the public, what it reports to the national systems, and how both are taken back."""
