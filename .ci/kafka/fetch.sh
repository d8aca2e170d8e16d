#!/usr/bin/env bash
# Copies Apache Kafka from Maven Central to where the tests look for it; once a machine.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"
target="${XDG_CACHE_HOME:-$home/.cache}/foresale/kafka-4.4.0"
if [ -e "$target/.whole" ]; then
  exit 0
fi
echo "Fetching Apache Kafka …"
mkdir -p "$target"
rm -f "$target/.out-of-reach"
if command -v mvn >/dev/null &&
  timeout 300 mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$target" -DincludeScope=runtime; then
  touch "$target/.whole"
else
  # The tests that need it are skipped, and say so: whether a repository answers is no fault of ours.
  touch "$target/.out-of-reach"
  echo "Apache Kafka couldn't be fetched from Maven Central: the tests on a real broker are skipped." >&2
fi
