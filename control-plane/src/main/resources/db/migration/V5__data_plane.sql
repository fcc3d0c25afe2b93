-- What a document says of the cluster as a whole, and what the cluster got beside it. A cluster
-- without a row says nothing.
CREATE TABLE cluster_settings (
  cluster              text PRIMARY KEY REFERENCES cluster,
  timeouts             boolean NOT NULL,  -- whether they are written, if only as {}
  tcp_seconds          bigint,
  tcp_fin_seconds      bigint,
  udp_seconds          bigint,
  sync_interface       text,              -- null: no connection synchronisation
  sync_id              integer CHECK (sync_id BETWEEN 0 AND 255),
  sync_max_length      integer,
  sync_group           text,
  sync_port            integer CHECK (sync_port BETWEEN 1 AND 65535),
  sync_ttl             integer CHECK (sync_ttl BETWEEN 1 AND 255),
  announcing           boolean NOT NULL,
  announce_repeat      integer,
  announce_millis      bigint,
  refresh_millis       bigint,
  nat_source           text[],            -- null: no masquerade
  nat_out              text,
  nat_to               text[],
  unmanaged            text[] NOT NULL,
  hold                 text,
  arp                  text,
  gateway              text,
  drift_policy         text,
  drift_poll_millis    bigint,
  statistics_millis    bigint,
  allocated_marks      jsonb NOT NULL,    -- service -> mark
  allocated_sync_id    integer,
  absent_parameters    jsonb NOT NULL,    -- director -> parameters its kernel does not have
  changed              bigint NOT NULL
);

ALTER TABLE node
  ADD COLUMN interface_name     text,
  ADD COLUMN unmanaged          text[] NOT NULL DEFAULT '{}',
  ADD COLUMN hold               text,
  ADD COLUMN arp                text,
  ADD COLUMN gateway            text,
  ADD COLUMN drift_policy       text,
  ADD COLUMN drift_poll_millis  bigint,
  ADD COLUMN statistics_millis  bigint;

ALTER TABLE virtual_ip ADD COLUMN usage text;

-- A service listens on a virtual IP, or on packets with a mark: a written one, one for the packets
-- it matches itself, or both.
ALTER TABLE virtual_service
  DROP CONSTRAINT virtual_service_check,
  ADD COLUMN matches               jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN tunnel                boolean NOT NULL DEFAULT false,
  ADD COLUMN tunnel_type           text,
  ADD COLUMN tunnel_port           integer,
  ADD COLUMN tunnel_checksum       text,
  ADD COLUMN tunnel_segment_limit  integer,
  ADD COLUMN adopt                 boolean,
  ADD CONSTRAINT virtual_service_listens
    CHECK ((virtual_ip IS NULL) = (firewall_mark IS NOT NULL OR matches <> '[]'));

ALTER TABLE real_server ADD COLUMN tunnel_segment_limit integer;

-- What its kernel and tools can do, as far as it said so.
ALTER TABLE agent ADD COLUMN capabilities jsonb;
