"""Orders from a merchant's own file: upload, columns, preview, import, report."""
