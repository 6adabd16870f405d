# What the image of PostgreSQL does at its first start: a cluster with one user, who has a password, and one data base.
set -eu
data=/var/lib/postgresql/data
if [ ! -s "$data/PG_VERSION" ]; then
    echo "$POSTGRES_PASSWORD" > /tmp/password
    initdb --pgdata="$data" --username="$POSTGRES_USER" --pwfile=/tmp/password --auth=scram-sha-256 --no-sync
    rm /tmp/password
    echo "host all all all scram-sha-256" >> "$data/pg_hba.conf"
    pg_ctl start --wait --pgdata="$data" --options="-c listen_addresses="
    PGPASSWORD="$POSTGRES_PASSWORD" createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
    pg_ctl stop --wait --pgdata="$data"
fi
exec postgres -D "$data" -c listen_addresses="*"
