"""Template tags of powers."""
