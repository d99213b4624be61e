"""The members of segments as files, and what a store decided on who leaves with them."""
