-- Who was joined to an article is asked whenever one is joined, parted or dropped: without this all articles were read for it. Few
-- are joined, so it takes next to no room.
CREATE INDEX article_joined ON article (joined_to) WHERE joined_to IS NOT NULL;
