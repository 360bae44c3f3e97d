"""CitationStatement → Classification: what a statement says of the work it cites, and because of which words."""
