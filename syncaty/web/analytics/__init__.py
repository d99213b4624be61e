"""A store's figures over any period: from gross to net, by day, by product."""
