#!/bin/bash
# What the official image does: settings from variables, the log folder formatted once.
set -euo pipefail
settings=/tmp/server.properties
: >"$settings"
while IFS='=' read -r name value; do
  case "$name" in KAFKA_HEAP_OPTS) continue ;; esac
  name="${name#KAFKA_}"
  echo "$(tr '[:upper:]_' '[:lower:].' <<<"$name")=$value" >>"$settings"
done < <(env | grep '^KAFKA_')
java=(java "${KAFKA_HEAP_OPTS:--Xmx512m}" -cp "/opt/kafka/libs/*")
if [ ! -e "$KAFKA_LOG_DIRS/meta.properties" ]; then
  "${java[@]}" kafka.tools.StorageTool format -t "$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d =)" -c "$settings"
fi
exec "${java[@]}" kafka.Kafka "$settings"
