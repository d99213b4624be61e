"""One order: amounts, lines, the way of its status, and the webhooks that told of it."""
