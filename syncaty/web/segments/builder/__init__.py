"""The builder: a rule written as sentences, with who it holds for and why beside it."""
