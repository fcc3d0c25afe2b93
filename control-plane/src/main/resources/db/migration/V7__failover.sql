ALTER TABLE director_member
  ADD COLUMN priority  integer CHECK (priority BETWEEN 1 AND 254),
  ADD COLUMN address   text;

-- How directors share the virtual IPs, and what they got beside it.
ALTER TABLE cluster_settings
  ADD COLUMN vrrp                 jsonb,                         -- null: not written
  ADD COLUMN vrrp_track           jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN allocated_router_id  integer CHECK (allocated_router_id BETWEEN 1 AND 255),
  ADD COLUMN peer_addresses       jsonb NOT NULL DEFAULT '{}',   -- director -> address
  ADD COLUMN handover_from        text,
  ADD COLUMN handover_order       text,
  ADD CONSTRAINT handover_is_whole CHECK ((handover_from IS NULL) = (handover_order IS NULL));
