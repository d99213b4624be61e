"""The eleven segments: how large, who is in them, who came and went and why."""
