"""Where articles and metadata come from; one service per file."""
