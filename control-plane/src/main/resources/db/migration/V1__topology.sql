-- One row that every writing transaction updates first: writers wait for each other here, so the
-- numbers below are given in the order of the commits (a sequence would not do that).
CREATE TABLE fleet (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  image        bigint NOT NULL DEFAULT 0,  -- changes of the topology so far
  last_event   bigint NOT NULL DEFAULT 0
);
INSERT INTO fleet DEFAULT VALUES;

-- A removed cluster stays here with its last revision, so that numbers are never used twice.
CREATE TABLE cluster (
  id        text PRIMARY KEY,
  revision  bigint NOT NULL CHECK (revision > 0),
  removed   boolean NOT NULL DEFAULT false
);

-- In the tables of objects `changed` is the revision that changed the row last. Columns that may be
-- null are null where the document says nothing: it is given back as it was written.

CREATE TABLE director_member (
  cluster         text NOT NULL REFERENCES cluster,
  position        integer NOT NULL CHECK (position >= 0),
  node            text NOT NULL,
  interface_name  text,
  changed         bigint NOT NULL,
  PRIMARY KEY (cluster, position)
);

CREATE TABLE node (
  cluster    text NOT NULL REFERENCES cluster,
  name       text NOT NULL,
  addresses  jsonb NOT NULL,  -- label -> address
  agent      boolean,
  changed    bigint NOT NULL,
  PRIMARY KEY (cluster, name)
);

CREATE TABLE virtual_ip (
  cluster         text NOT NULL REFERENCES cluster,
  name            text NOT NULL,
  address         text NOT NULL,
  prefix_length   integer CHECK (prefix_length BETWEEN 1 AND 128),
  interface_name  text,
  changed         bigint NOT NULL,
  PRIMARY KEY (cluster, name)
);

CREATE TABLE virtual_service (
  cluster                    text NOT NULL REFERENCES cluster,
  name                       text NOT NULL,
  virtual_ip                 text,
  protocol                   text CHECK (protocol IN ('TCP', 'UDP', 'SCTP')),
  port                       integer CHECK (port BETWEEN 0 AND 65535),
  firewall_mark              bigint CHECK (firewall_mark BETWEEN 1 AND 4294967295),
  family                     text CHECK (family IN ('IPV4', 'IPV6')),
  scheduler                  text,
  scheduler_flags            text[] NOT NULL,
  forwarding                 text NOT NULL,
  persistent                 boolean NOT NULL,
  persistence_seconds        bigint,
  persistence_prefix_length  integer,
  persistence_engine         text,
  one_packet                 boolean,
  on_failure                 text,
  own_checks                 boolean NOT NULL,
  changed                    bigint NOT NULL,
  PRIMARY KEY (cluster, name),
  CHECK ((firewall_mark IS NULL) = (virtual_ip IS NOT NULL)),
  CHECK ((virtual_ip IS NULL) = (port IS NULL))
);

CREATE TABLE real_server (
  cluster          text NOT NULL,
  service          text NOT NULL,
  name             text NOT NULL,
  node             text,
  address          text NOT NULL,  -- declared, or chosen from the node's when it was accepted
  port             integer CHECK (port BETWEEN 0 AND 65535),
  weight           integer CHECK (weight BETWEEN 0 AND 65535),
  forwarding       text,
  tunnel           boolean NOT NULL,
  tunnel_type      text,
  tunnel_port      integer,
  tunnel_checksum  text,
  upper_threshold  integer CHECK (upper_threshold >= 0),
  lower_threshold  integer CHECK (lower_threshold >= 0),
  changed          bigint NOT NULL,
  PRIMARY KEY (cluster, service, name),
  FOREIGN KEY (cluster, service) REFERENCES virtual_service ON DELETE CASCADE
);

CREATE TABLE health_check (
  cluster          text NOT NULL,
  service          text NOT NULL,
  name             text NOT NULL,
  performed_by     text,
  port             integer CHECK (port BETWEEN 1 AND 65535),
  interval_millis  bigint,
  timeout_millis   bigint,
  fall             integer,
  rise             integer,
  changed          bigint NOT NULL,
  PRIMARY KEY (cluster, service, name),
  FOREIGN KEY (cluster, service) REFERENCES virtual_service ON DELETE CASCADE
);

-- Every accepted change, with the document as it was applied (null: the cluster was removed).
CREATE TABLE revision (
  cluster   text NOT NULL REFERENCES cluster,
  number    bigint NOT NULL,
  author    text NOT NULL,
  reason    text,
  at        timestamptz NOT NULL,
  document  text,
  PRIMARY KEY (cluster, number)
);

-- Grows with every change of what a node should be.
CREATE TABLE node_revision (
  node              text PRIMARY KEY,
  number            bigint NOT NULL,
  allowed_removals  integer NOT NULL
);

-- Which agents a revision waits for, and for which state of theirs.
CREATE TABLE revision_scope (
  cluster        text NOT NULL,
  revision       bigint NOT NULL,
  node           text NOT NULL,
  node_revision  bigint NOT NULL,
  PRIMARY KEY (cluster, revision, node),
  FOREIGN KEY (cluster, revision) REFERENCES revision
);

-- What an agent said of its host when it connected last.
CREATE TABLE agent (
  node             text PRIMARY KEY,
  program_version  text NOT NULL,
  kernel_release   text NOT NULL,
  addresses        text[] NOT NULL,
  last_hello       timestamptz NOT NULL
);

-- What happened, in the order of the commits. Rows are only ever added.
CREATE TABLE event (
  id       bigint PRIMARY KEY,
  at       timestamptz NOT NULL,
  type     text NOT NULL,
  cluster  text,
  node     text,
  author   text,
  detail   text NOT NULL
);
CREATE INDEX event_of_cluster ON event (cluster, id) WHERE cluster IS NOT NULL;
