"""法律法规库: statutes as published, by version, article, paragraph and item, with a digest of each article."""
