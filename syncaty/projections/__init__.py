"""Orders, customers and products as they stand now, built from facts in any order of arrival."""
