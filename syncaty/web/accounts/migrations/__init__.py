"""Changes to the accounts' tables, run by `syncaty migrate`."""
