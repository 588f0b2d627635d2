#!/bin/sh
# Makes the database passwords of a new installation, once, and lets the containers read what was put beside them. What is
# in a file is never touched, so run it again whenever a certificate, a key or a target's credential was added or renewed.
#
# The folder is closed to everybody else on this host. The files in it are readable, because Compose hands a file over with
# the owner and the mode that it has here, and each container runs as a user of its own that owns nothing here.
set -eu
umask 022
cd "$(dirname "$0")"
mkdir -p secrets/targets secrets/aws
chmod 700 secrets
chmod 755 secrets/targets secrets/aws

keep() {
  [ -e "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"
}
password() {
  openssl rand -hex 32
}
# A copy keeps the mode of its original, and a private key's is 0600.
let_containers_read() {
  [ ! -e "$1" ] || chmod 644 "$1" || {
    echo "deploy/$1 belongs to somebody else. Run: sudo chown $(id -u) deploy/$1" >&2
    exit 1
  }
}

if [ -e secrets/database_url ]; then
  echo 'The database passwords are there already; nothing was changed in them.'
else
  keep database_owner_password "$(password)"
  keep database_app_url "postgres://sallyport_app:$(password)@postgres:5432/sallyport"
  keep database_sealer_url "postgres://sallyport_sealer:$(password)@postgres:5432/sallyport"
  # Last, so that a run that was cut short is repeated.
  keep database_url "postgres://sallyport:$(cat secrets/database_owner_password)@postgres:5432/sallyport"
  echo 'Made the database passwords in deploy/secrets/.'
fi

# Compose wants a file for every secret that it names; this one stays empty where no mail is sent.
[ -e secrets/smtp_url ] || : >secrets/smtp_url

for file in secrets/database_* secrets/smtp_url secrets/tls_*.pem secrets/targets/* secrets/aws/*; do
  let_containers_read "$file"
done

missing=0
for file in secrets/tls_certificate.pem secrets/tls_key.pem; do
  [ -e "$file" ] || {
    echo "Missing: deploy/$file. Copy it there and run this again."
    missing=1
  }
done
[ "$missing" = 1 ] || echo 'Everything that the containers need is there, and they can read it.'
