-- What operators ordered, whatever the documents say. No revision has it.
CREATE TABLE operator_override (
  scope        text NOT NULL,               -- clusters/NAME or nodes/NAME
  id           text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('drain', 'disable', 'maintenance', 'pin', 'freeze')),
  service      text,                        -- with the real server, or else
  real_server  text,
  node         text,                        -- all on a node; neither: the whole cluster
  connections  bigint,
  deadline     timestamptz,
  weight       integer,
  owner        text NOT NULL,
  reason       text NOT NULL,
  since        timestamptz NOT NULL,
  expires_at   timestamptz,
  changed      bigint NOT NULL,             -- the image it came with
  waits_for    jsonb NOT NULL,              -- director -> number of its state
  PRIMARY KEY (scope, id),
  CHECK ((service IS NULL) = (real_server IS NULL) AND (service IS NULL OR node IS NULL))
);
