-- What made the documents stands in every answer's provenance: during an ingest all documents were read for it after each batch.
-- From one set of makers to the next in this index takes as long as there are sets.
CREATE INDEX document_made_by ON document (reader, finder, cutter, linker);
