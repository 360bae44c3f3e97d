-- Nine works in ten are known from one reference: what it says is not written once more with the article, but read in the
-- reference's document, which keeps the fields of its works together. Articles written before stay as they are.

-- The fields of all works of an active document's references, in their order: zstd of a msgpack list of ballots.
CREATE TABLE document_works (document INTEGER PRIMARY KEY, body BLOB NOT NULL);

-- Where one reference alone leads to the article: its document times 65536, and the work's place in document_works; else 0.
-- Then `votes` is NULL. Two references or more: 0, and `votes` counts them.
ALTER TABLE article ADD COLUMN single_vote INTEGER NOT NULL DEFAULT 0;
