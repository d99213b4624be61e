"""The operator's room: every webhook that came, what became of it, why, and running it again."""
