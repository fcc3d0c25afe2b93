-- What the database says of itself.
CREATE TABLE setting (
  key   text PRIMARY KEY,
  value text NOT NULL
);

-- Changes when the database was restored from a backup: its lower revisions are then the truth.
INSERT INTO setting (key, value) VALUES ('incarnation', gen_random_uuid()::text);

-- Secrets are random and long, so their plain SHA-256 tells nothing.
CREATE TABLE api_token (
  id          text PRIMARY KEY,
  secret_hash text NOT NULL UNIQUE CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
  role        text NOT NULL CHECK (role IN ('admin')),
  created_at  timestamptz NOT NULL
);

CREATE TABLE join_token (
  id          text PRIMARY KEY CHECK (id ~ '^[a-z0-9]{6}$'),
  secret_hash text NOT NULL CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
  node        text NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL CHECK (expires_at > created_at),
  used_at     timestamptz,
  used_from   text,
  CHECK ((used_at IS NULL) = (used_from IS NULL))
);

CREATE INDEX join_token_by_age ON join_token (created_at);
