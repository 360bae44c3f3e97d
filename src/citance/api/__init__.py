"""Machines ask here: routes by subject, each a short file that turns its arguments into one question to the Index.

`scite*.py` speak the dialect of scite's public API, for tools that were written for it; only they say `contradicting`.
"""
