-- The whole index. Numbers inside, permanent names outside. WITHOUT ROWID tables are clustered by their primary key; left out,
-- the same statements make the same tables in PostgreSQL (BLOB there is BYTEA).
--
-- given:    document and its four bodies, unreadable, problem, review, tombstone
-- derived:  article, identifier, match_key, reference, statement, about, classification, join_record, relation
-- small:    meta, maker, run, heading, journal, source; change is the log that the search index follows

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE maker (id INTEGER PRIMARY KEY, stage TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (stage, name));
CREATE TABLE run (id INTEGER PRIMARY KEY, maker INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE heading (id INTEGER PRIMARY KEY, words TEXT NOT NULL UNIQUE);
CREATE TABLE journal (id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE);
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- One row for each article, its tally included: what a new citation changes is one row.
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    joined_to INTEGER,                        -- the article it was joined to; then only its key lives on
    document INTEGER,                         -- the active form
    identifiers TEXT NOT NULL DEFAULT '',     -- spelled, parted by blanks, as in table identifier
    votes BLOB,                               -- what references say it is; NULL where none leads here
    supporting_own INTEGER NOT NULL DEFAULT 0,
    supporting_reported INTEGER NOT NULL DEFAULT 0,
    contrasting_own INTEGER NOT NULL DEFAULT 0,
    contrasting_reported INTEGER NOT NULL DEFAULT 0,
    mentioning INTEGER NOT NULL DEFAULT 0,
    unclassified INTEGER NOT NULL DEFAULT 0,
    citing_articles INTEGER NOT NULL DEFAULT 0,
    parts BLOB                                -- its tally by section and year, of much-cited works: see store.parts
);
CREATE UNIQUE INDEX article_key ON article (key);

CREATE TABLE identifier (name TEXT PRIMARY KEY, article INTEGER NOT NULL) WITHOUT ROWID;

-- Rows of an article that is gone or joined stay: they are skipped or followed when read.
CREATE TABLE match_key (key INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (key, article)) WITHOUT ROWID;

CREATE TABLE join_record (
    id INTEGER PRIMARY KEY,
    survivor INTEGER NOT NULL,
    absorbed INTEGER NOT NULL,
    why TEXT NOT NULL,
    identifiers TEXT NOT NULL,                -- those the absorbed one had
    documents TEXT NOT NULL,                  -- numbers of those it had
    at TEXT NOT NULL,
    document INTEGER,                         -- the document whose record made it
    last_document INTEGER NOT NULL,           -- the newest document then: later references never named the absorbed one
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX join_survivor ON join_record (survivor);
CREATE INDEX join_absorbed ON join_record (absorbed);

CREATE TABLE relation (
    article INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    other INTEGER NOT NULL,
    document INTEGER NOT NULL,                -- the one that says so
    named INTEGER NOT NULL,                   -- the other one as it was named, before any join
    printed TEXT NOT NULL,
    PRIMARY KEY (document, kind, named)
) WITHOUT ROWID;
CREATE INDEX relation_article ON relation (article);
CREATE INDEX relation_other ON relation (other);

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    active INTEGER NOT NULL,
    digest BLOB NOT NULL,
    name TEXT NOT NULL,
    source INTEGER NOT NULL,
    size INTEGER NOT NULL,
    format TEXT NOT NULL,
    visibility TEXT NOT NULL,
    date TEXT NOT NULL,
    year INTEGER NOT NULL,                    -- 0 where not known
    journal INTEGER NOT NULL,
    licence TEXT,
    named_as TEXT NOT NULL,                   -- the article key in the ids of its statements; outlives joins
    reader INTEGER NOT NULL,
    finder INTEGER NOT NULL,
    cutter INTEGER NOT NULL,
    linker INTEGER NOT NULL,
    at TEXT NOT NULL,
    first_statement INTEGER NOT NULL,         -- its statements are numbered without gaps
    statements INTEGER NOT NULL,
    bibliography INTEGER NOT NULL,            -- entries of the reference list
    problems INTEGER NOT NULL
);
CREATE INDEX document_article ON document (article);
CREATE UNIQUE INDEX document_digest ON document (digest);
CREATE INDEX document_source ON document (source);
CREATE INDEX document_first_statement ON document (first_statement);

-- zstd. Apart from each other, because a page of statements reads twenty texts and nothing else.
CREATE TABLE document_text (document INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE document_layout (document INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE document_bibliography (document INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE document_front (document INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE document_dormant (document INTEGER PRIMARY KEY, body BLOB NOT NULL);  -- an inactive form's entry

CREATE TABLE unreadable (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    source INTEGER NOT NULL,
    size INTEGER NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE problem (
    id INTEGER PRIMARY KEY,
    document INTEGER,                         -- one of the two
    unreadable INTEGER,
    linking INTEGER NOT NULL,                 -- 1: remade whenever the document is linked anew
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    place TEXT NOT NULL
);
CREATE INDEX problem_document ON problem (document);
CREATE INDEX problem_unreadable ON problem (unreadable);

-- Of active documents only. The reference's fields stand in the document's bibliography.
CREATE TABLE reference (
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,                -- from 0
    work INTEGER NOT NULL,                    -- from 0
    key TEXT NOT NULL,
    article INTEGER,
    status INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    score REAL,
    runner_up INTEGER,
    words TEXT,                               -- NULL: those that the reason always has
    linked_as INTEGER,                        -- the article it led to before a join
    PRIMARY KEY (document, position, work)
) WITHOUT ROWID;
CREATE INDEX reference_article ON reference (article) WHERE article IS NOT NULL;

CREATE TABLE statement (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL,                       -- the ten bytes its id spells
    document INTEGER NOT NULL,
    reference INTEGER,                        -- position; NULL where unresolved or ambiguous
    mention INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    style INTEGER NOT NULL,
    place INTEGER NOT NULL,
    section INTEGER NOT NULL,
    self_citation INTEGER NOT NULL,
    verdict INTEGER NOT NULL,                 -- the stance and evidence that hold: see codes.VERDICTS
    heading INTEGER NOT NULL,
    language TEXT,
    spans BLOB NOT NULL
);
CREATE INDEX statement_name ON statement (name);

-- Which statements are about which article, in the order reports show them, with all that reports filter by.
CREATE TABLE about (
    article INTEGER NOT NULL,
    year INTEGER NOT NULL,                    -- of the citing article; 0 where not known
    statement INTEGER NOT NULL,
    document INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    section INTEGER NOT NULL,
    place INTEGER NOT NULL,
    self_citation INTEGER NOT NULL,
    journal INTEGER NOT NULL,
    PRIMARY KEY (article, year, statement)
) WITHOUT ROWID;

-- Statements no classifier has looked at.
CREATE TABLE waiting (statement INTEGER PRIMARY KEY);

-- Every word a machine said; the highest number holds.
CREATE TABLE classification (
    statement INTEGER NOT NULL,
    number INTEGER NOT NULL,
    run INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    scores BLOB,                              -- three little-endian 32-bit floats
    because BLOB,                             -- msgpack
    reason TEXT,
    PRIMARY KEY (statement, number)
) WITHOUT ROWID;

CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    body BLOB NOT NULL,                       -- msgpack of the Review, as it was given
    article INTEGER NOT NULL,                 -- the citing one
    reviewer TEXT NOT NULL,
    subject TEXT NOT NULL,
    before BLOB,                              -- of a link review: the link as it was, msgpack
    statement BLOB,                           -- name of the statement it speaks of now; NULL: orphaned
    withdrawn INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX review_article ON review (article);
CREATE INDEX review_statement ON review (statement);

CREATE TABLE tombstone (
    id INTEGER PRIMARY KEY,
    article TEXT NOT NULL,
    digests TEXT NOT NULL,
    identifiers TEXT NOT NULL,
    why TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE tombstone_name (name TEXT NOT NULL, tombstone INTEGER NOT NULL, PRIMARY KEY (name, tombstone)) WITHOUT ROWID;

CREATE TABLE change (
    sequence INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,                    -- 0 article, 1 statements, 2 gone
    article INTEGER NOT NULL,
    key TEXT                                  -- of one that is gone
);
