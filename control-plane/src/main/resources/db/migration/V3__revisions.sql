-- The document of a revision is kept whole now and then, else as what changed since the revision
-- before: a small change of a large cluster writes a small row. Of a removed cluster neither.
--
-- A patch means nothing without the last whole document before it: whoever removes old revisions
-- keeps everything from the newest whole one on that is not newer than the oldest he wants to keep.
ALTER TABLE revision
  ADD COLUMN removed boolean NOT NULL DEFAULT false,
  ADD COLUMN whole   text,  -- the document as JSON
  ADD COLUMN patch   text;  -- RFC 7396, of that JSON
-- Before, every revision had its whole document as YAML, and a removal had none.
UPDATE revision SET removed = true WHERE document IS NULL;
ALTER TABLE revision
  ADD CHECK (num_nonnulls(document, whole, patch) = CASE WHEN removed THEN 0 ELSE 1 END);

-- An agent is waited for by all revisions from `since` up to, not including, `until`: so a change
-- writes one row for each node it touches and none for the others.
ALTER TABLE revision_scope DROP CONSTRAINT revision_scope_cluster_revision_fkey;
ALTER TABLE revision_scope RENAME COLUMN revision TO since;
ALTER TABLE revision_scope ADD COLUMN until bigint NOT NULL DEFAULT 9223372036854775807;
UPDATE revision_scope SET until = since + 1;
-- What the newest revision of a cluster waits for, the next one waits for as well, unless the node
-- has left the cluster.
UPDATE revision_scope AS s
SET until = 9223372036854775807
FROM cluster AS c
WHERE c.id = s.cluster AND c.revision = s.since AND NOT c.removed
  AND (EXISTS (SELECT FROM director_member AS m WHERE m.cluster = s.cluster AND m.node = s.node)
    OR EXISTS (SELECT FROM real_server AS r WHERE r.cluster = s.cluster AND r.node = s.node
         AND NOT EXISTS (SELECT FROM node AS n
           WHERE n.cluster = s.cluster AND n.name = s.node AND n.agent IS FALSE)));
ALTER TABLE revision_scope
  ALTER COLUMN until DROP DEFAULT,
  ADD CHECK (since < until);
CREATE INDEX revision_scope_of_revision ON revision_scope (cluster, until, node);
