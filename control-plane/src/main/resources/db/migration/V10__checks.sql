-- A check, a health policy and the checks that services may use are kept as they stand in the
-- document: what they have differs from type to type, and no query asks for it.
ALTER TABLE health_check ADD COLUMN declared text;

UPDATE health_check SET declared = json_strip_nulls(json_build_object(
  'type', 'tcp',
  'from', CASE performed_by
    WHEN 'BOTH' THEN 'both' WHEN 'DIRECTOR' THEN 'director' WHEN 'REAL_SERVER' THEN 'realServer' END,
  'port', port,
  'interval', interval_millis || 'ms',
  'timeout', timeout_millis || 'ms',
  'fall', fall,
  'rise', rise))::text;

ALTER TABLE health_check
  ALTER COLUMN declared SET NOT NULL,
  DROP COLUMN performed_by,
  DROP COLUMN port,
  DROP COLUMN interval_millis,
  DROP COLUMN timeout_millis,
  DROP COLUMN fall,
  DROP COLUMN rise;

ALTER TABLE virtual_service ADD COLUMN health text NOT NULL DEFAULT '{}';

ALTER TABLE cluster_settings ADD COLUMN checks text NOT NULL DEFAULT '{}';
