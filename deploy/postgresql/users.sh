#!/bin/sh
# Makes a user of the database for each service. The image runs it once, when it makes
# the database; it may be run again, and then changes the passwords. What each user may
# do is said by `tocsin database upgrade` (tocsin/database/grants.py).
#
# A password is read from a file such as the service itself has:
#   *:*:*:tocsin_intake:PASSWORD
set -eu

secrets=${TOCSIN_SECRETS:-/run/secrets}

for service in owner intake enrich index desk operator; do
  # The password goes through a pipe: in the arguments every process could read it.
  password=$(cut -d : -f 5- "$secrets/$service.pgpass")
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<SQL
DO \$\$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tocsin_$service') THEN
    CREATE ROLE tocsin_$service LOGIN;
  END IF;
END
\$\$;
ALTER ROLE tocsin_$service PASSWORD '$password';
SQL
done
