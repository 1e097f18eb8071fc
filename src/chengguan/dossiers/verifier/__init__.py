"""核验: the page and the script that check an exported dossier. Data that is copied into exports; the script also checks them here."""
