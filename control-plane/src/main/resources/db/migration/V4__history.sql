-- Events: in whose feeds they are seen, and the same for programs as `detail` is for people.
ALTER TABLE event ADD COLUMN clusters text[] NOT NULL DEFAULT '{}';
UPDATE event SET clusters = ARRAY[cluster] WHERE cluster IS NOT NULL;
DROP INDEX event_of_cluster;
ALTER TABLE event DROP COLUMN cluster;
ALTER TABLE event ADD COLUMN data jsonb NOT NULL DEFAULT '{}';
-- A page is found by the primary key where a cluster is busy, by this where it is quiet.
CREATE INDEX event_of_clusters ON event USING gin (clusters);

-- The newest event that was forgotten: what a reader asks for before it is gone.
ALTER TABLE fleet ADD COLUMN pruned_event bigint NOT NULL DEFAULT 0;

-- How many objects of the document a revision changed; null where nobody counted. And what became
-- of it, for those who ask later: progress itself is computed, never stored.
ALTER TABLE revision
  ADD COLUMN created     integer,
  ADD COLUMN updated     integer,
  ADD COLUMN deleted     integer,
  ADD COLUMN open        boolean NOT NULL DEFAULT false,  -- something may still become of it
  ADD COLUMN outcome     text CHECK (outcome IN ('applied', 'rejected', 'superseded')),
  ADD COLUMN decided_at  timestamptz,
  ADD CHECK ((outcome IS NULL) = (decided_at IS NULL));
UPDATE revision AS r SET open = true FROM cluster AS c
  WHERE c.id = r.cluster AND c.revision = r.number;
CREATE INDEX revision_open ON revision (cluster, number) WHERE open;
CREATE INDEX revision_by_time ON revision (at);

-- Who tried to change what. A change writes its row in its own transaction, without the status of
-- the answer; everything else is written when it was answered. Where the status stays null the
-- program ended before it answered.
CREATE TABLE audit (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key         uuid NOT NULL UNIQUE,  -- of the request, given by this program
  at          timestamptz NOT NULL,
  principal   text NOT NULL,
  source      text NOT NULL,
  request_id  text NOT NULL,
  method      text NOT NULL,
  path        text NOT NULL,
  status      integer,
  cluster     text,
  revision    bigint,  -- that it made
  detail      text
);
CREATE INDEX audit_of_principal ON audit (principal, id);
CREATE INDEX audit_of_cluster ON audit (cluster, id) WHERE cluster IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at);
