#!/bin/sh
# Makes a key to Elasticsearch for a service and prints it, as the setting
# index_api_key takes it. Runs in the container of Elasticsearch:
#   api_key.sh index|desk|operator [DAYS]
# The key ends after a year unless told; make the next one before.
set -eu

service=$1
days=${2:-365}

# Names of indices are those of the setting index_name.
case $service in
index) rights='["read", "write", "maintenance", "view_index_metadata"]' cluster='["monitor"]' ;;
desk) rights='["read", "view_index_metadata"]' cluster='["monitor"]' ;;
operator) rights='["all"]' cluster='["monitor", "manage_index_templates"]' ;;
*)
  echo "no such service: $service" >&2
  exit 2
  ;;
esac

# The password goes through a file for this user only: in the arguments every process
# could read it.
umask 077
login=$(mktemp)
trap 'rm -f "$login"' EXIT
printf 'user = "elastic:%s"' "$(cat /run/secrets/elastic_password)" >"$login"

curl -fsS -K "$login" -H 'Content-Type: application/json' -d @- \
  http://127.0.0.1:9200/_security/api_key <<JSON |
{"name": "tocsin-$service", "expiration": "${days}d",
 "role_descriptors": {"tocsin-$service": {
   "cluster": $cluster,
   "indices": [{"names": ["cases", "cases-*"], "privileges": $rights}]}}}
JSON
  sed -n 's/.*"encoded" *: *"\([^"]*\)".*/\1/p'
