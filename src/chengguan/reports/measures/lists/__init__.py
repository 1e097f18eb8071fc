"""The measures, by what they tell of."""
