"""Lists kept by hand: brought from a file or pasted, looked at, and put on a list or taken off."""
