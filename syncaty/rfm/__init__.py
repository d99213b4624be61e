"""Recency, frequency, money: totals, edges and scores, kept live and exact."""
