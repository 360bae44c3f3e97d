"""Document → what it cites and what it says."""
