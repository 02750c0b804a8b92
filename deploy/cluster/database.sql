-- Once, on the primary, as postgres. The limits are those that coffeecop sends with each connection, which
-- pgBouncer does not pass on.
CREATE ROLE coffeecop LOGIN PASSWORD 'PASSWORD-OF-COFFEECOP';
ALTER ROLE coffeecop SET timezone = 'UTC';
ALTER ROLE coffeecop SET lock_timeout = '10s';
ALTER ROLE coffeecop SET statement_timeout = '30s';
CREATE ROLE replica LOGIN REPLICATION PASSWORD 'PASSWORD-OF-REPLICA';
CREATE DATABASE coffeecop OWNER coffeecop;
