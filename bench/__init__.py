"""Measures what the product does per second, beside a plain implementation of the same.

Run it with `make bench`. What is measured, and how to read it, stands in bench/README.md.
"""
