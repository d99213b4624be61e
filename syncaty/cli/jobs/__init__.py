"""`syncaty jobs`: what came, what became of it, and running it again."""
