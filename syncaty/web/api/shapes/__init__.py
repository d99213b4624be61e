"""The forms of answers: what each field is called and means."""
