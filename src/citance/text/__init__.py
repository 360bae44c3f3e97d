"""Strings and offsets, knowing nothing of articles."""
