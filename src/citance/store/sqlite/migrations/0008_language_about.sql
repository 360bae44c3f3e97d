-- What language a statement is in, beside what else the report of an article is narrowed and counted by: to look that up in the
-- statements themselves, which lie all over the file, took two thirds of the time of reading the columns of a much-cited work.
ALTER TABLE about ADD COLUMN language TEXT;
UPDATE about SET language = (SELECT s.language FROM statement s WHERE s.id = about.statement);
