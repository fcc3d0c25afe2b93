-- The newest revision of a cluster while it is watched on its way to the agents.
CREATE TABLE staged_rollout (
  cluster           text PRIMARY KEY,
  revision          bigint NOT NULL,
  base              bigint NOT NULL,  -- the revision before
  rolled_back       boolean NOT NULL, -- whether a failure undoes it
  deadline          timestamptz NOT NULL,
  allowed_removals  integer NOT NULL,
  watched           text[] NOT NULL,  -- nodes that were given it
  FOREIGN KEY (cluster, revision) REFERENCES revision
);

-- What the nodes that are not given it yet should still be: the bytes of the message NodeState with
-- this cluster's part alone, null for a node that had none.
CREATE TABLE held_part (
  cluster  text NOT NULL REFERENCES staged_rollout ON DELETE CASCADE,
  node     text NOT NULL,
  part     bytea,
  PRIMARY KEY (cluster, node)
);
