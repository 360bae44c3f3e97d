"""One module per thing a person wants done."""
