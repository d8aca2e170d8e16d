#!/bin/bash
# What the official image does at its first start, as far as the compose file asks for it.
set -euo pipefail
data=/var/lib/mysql socket=/tmp/mariadb.sock
server=(mariadbd --no-defaults --datadir="$data" --socket="$socket" --pid-file=/tmp/mariadb.pid)
if [ ! -e "$data/mysql" ]; then
  mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=socket --auth-root-socket-user=mysql --skip-test-db
  "${server[@]}" --skip-networking "$@" &
  until mariadb-admin --socket="$socket" --user=mysql ping; do sleep 0.5; done
  {
    echo "CREATE DATABASE $MARIADB_DATABASE;"
    echo "CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$(cat "$MARIADB_PASSWORD_FILE")';"
    echo "GRANT ALL ON $MARIADB_DATABASE.* TO '$MARIADB_USER'@'%';"
    echo "CREATE USER health@'127.0.0.1';"
    cat /docker-entrypoint-initdb.d/*.sql
  } | mariadb --socket="$socket" --user=mysql
  mariadb-admin --socket="$socket" --user=mysql shutdown
  wait
fi
exec "${server[@]}" --skip-name-resolve "$@"
