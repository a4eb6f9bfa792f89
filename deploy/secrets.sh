#!/bin/sh
# Makes the files of docker-compose.yml that hold secrets, in ./secrets. What is there
# already stays as it is. The keys to Elasticsearch come later (deploy/elasticsearch).
set -eu
umask 077

mkdir -p secrets
cd secrets

made() { [ -s "$1" ]; }
random() { openssl rand -hex 32; }

for name in elastic_password tocsin_receipt_secret \
  intake.kafka enrich.kafka index.kafka desk.kafka operator.kafka; do
  made "$name" || random >"$name"
done

for user in owner intake enrich index desk operator; do
  made "$user.pgpass" || echo "*:*:*:tocsin_$user:$(random)" >"$user.pgpass"
done

# Opens who reported: this one goes to another machine.
made officers.public.pem || {
  openssl genpkey -algorithm X25519 -out officers.private.pem
  openssl pkey -in officers.private.pem -pubout -out officers.public.pem
}
# Opens what was reported: enrich, index, desk and operators have it.
made master.private.pem || {
  openssl genpkey -algorithm X25519 -out master.private.pem
  openssl pkey -in master.private.pem -pubout -out master.public.pem
}
made audit.pem || openssl genpkey -algorithm Ed25519 -out audit.pem

# Compose wants the files to be there before the keys to Elasticsearch are.
touch index.api_key desk.api_key operator.api_key
