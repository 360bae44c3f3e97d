"""Bytes of one format → Document; one format, one file."""
