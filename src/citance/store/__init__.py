"""Keeps everything; speaks only the model."""
