-- Works that a batch brings have neighbouring numbers: one row of the log speaks of them all. `sequence` and `article` are
-- those of the last one.
ALTER TABLE change ADD COLUMN length INTEGER NOT NULL DEFAULT 1;
