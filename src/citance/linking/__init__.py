"""Reference → Article: which article a reference means, with the reason."""
