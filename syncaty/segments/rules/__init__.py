"""Segment rules as data: read, written as a line, compiled to SQL. See docs/understand/rules.md."""
