"""A smart-citation index: who cites an article, where, in which words, and with which stance."""
