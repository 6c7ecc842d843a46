CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Everyone who writes here is a person; visitors have keys, staff have an account beside it.
CREATE TABLE people (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL DEFAULT '',
  email text,
  email_verified_at timestamptz,
  language text,
  merged_into integer REFERENCES people,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX people_email ON people (lower(email)) WHERE email IS NOT NULL;

-- A browser's key; only its SHA-256 is kept. One person may hold several (another device).
CREATE TABLE visitor_keys (
  key_hash bytea PRIMARY KEY,
  person_id integer NOT NULL REFERENCES people ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX visitor_keys_person ON visitor_keys (person_id);

CREATE TABLE staff (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id integer NOT NULL UNIQUE REFERENCES people,
  name text NOT NULL,
  name_skeleton text NOT NULL,
  email text NOT NULL,
  title text NOT NULL DEFAULT '',
  role text NOT NULL CHECK (role IN ('agent', 'admin')),
  password_hash text,
  language text,
  time_zone text,
  created_at timestamptz NOT NULL DEFAULT now(),
  deactivated_at timestamptz
);
CREATE UNIQUE INDEX staff_email ON staff (lower(email));

-- id is the SHA-256 of the cookie's session id, in hex; public_id is what the session list shows.
CREATE TABLE sessions (
  id text PRIMARY KEY,
  public_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  browser text NOT NULL DEFAULT ''
);
CREATE INDEX sessions_staff ON sessions (staff_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Links that work once: first set-up, invitation, password reset, carrying a visitor key to another device.
CREATE TABLE one_time_links (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('setup', 'invite', 'reset', 'carry')),
  staff_id integer REFERENCES staff ON DELETE CASCADE,
  person_id integer REFERENCES people ON DELETE CASCADE,
  email text,
  role text CHECK (role IN ('agent', 'admin')),
  created_by integer REFERENCES staff,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

-- Failed sign-ins and other token buckets; see src/web/buckets.ts.
CREATE TABLE buckets (
  key text PRIMARY KEY,
  tokens double precision NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX buckets_updated ON buckets (updated_at);

CREATE TABLE settings (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
