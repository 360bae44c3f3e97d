-- What kind of study an article is, as it was told when its document was read: a word, "" where it was left open, and behind the
-- word " abstract" where the abstract alone says so; NULL where nobody was asked yet.
ALTER TABLE document_facets ADD COLUMN study TEXT;
