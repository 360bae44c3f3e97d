"""One style of marker per file, and the list that orders them."""
