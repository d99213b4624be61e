"""How Django writes plain numbers, by language. Figures use `formats.py`."""
