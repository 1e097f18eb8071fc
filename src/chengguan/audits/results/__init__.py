"""Results of an audit: the workbook with every finding, the report as a paper, the page. No Django."""
