-- What the statements of a document are narrowed and counted by besides what stands in `about`, so that the report of a
-- much-cited work need not read the front matter of all who cite it.
CREATE TABLE document_facets (
    document INTEGER PRIMARY KEY,
    article_type TEXT NOT NULL,               -- '' where not known
    journal TEXT NOT NULL,                    -- its title, else its abbreviation
    authors TEXT NOT NULL                     -- their names, a line each
);
INSERT INTO document_facets SELECT document, front_type(body), front_journal(body), front_authors(body) FROM document_front;
