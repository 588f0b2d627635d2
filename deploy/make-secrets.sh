#!/bin/sh
# Makes the database passwords of a new installation, once. Existing files are never touched.
# The folder is closed to everybody else; the files inside are readable, because each container reads its own as its own user.
set -eu
umask 022
cd "$(dirname "$0")"
mkdir -p secrets/targets
chmod 700 secrets

keep() {
  [ -e "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"
}
password() {
  openssl rand -hex 32
}

if [ -e secrets/database_url ]; then
  echo 'deploy/secrets/ is there already; nothing was changed.'
  exit 0
fi
keep database_owner_password "$(password)"
keep database_app_url "postgres://sallyport_app:$(password)@postgres:5432/sallyport"
keep database_sealer_url "postgres://sallyport_sealer:$(password)@postgres:5432/sallyport"
# Last, so that a run that was cut short is repeated.
keep database_url "postgres://sallyport:$(cat secrets/database_owner_password)@postgres:5432/sallyport"
echo 'Made the database passwords in deploy/secrets/.'
echo 'Put the certificate chain into deploy/secrets/tls_certificate.pem and its key into deploy/secrets/tls_key.pem.'
