-- How much of an article may be shown, where a person has said so: by its key, not by any of its documents, so that it holds for
-- forms that come in later, and stays when all is made anew. document.visibility is what follows from it, else from the licence.
CREATE TABLE given_visibility (key TEXT PRIMARY KEY, visibility TEXT NOT NULL) WITHOUT ROWID;

-- What was said before this was kept: no licence makes a document private, and none is open without one.
INSERT INTO given_visibility
SELECT a.key, CASE WHEN max(d.visibility = 'private') THEN 'private' ELSE 'open' END
FROM document d JOIN article a ON a.id = d.article
WHERE d.visibility = 'private' OR (d.visibility = 'open' AND d.licence IS NULL AND d.active)
GROUP BY a.key;
