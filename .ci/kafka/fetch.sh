#!/usr/bin/env bash
# Copies Apache Kafka from Maven Central to where the tests look for it; once a machine.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
target="${XDG_CACHE_HOME:-$HOME/.cache}/foresale/kafka-4.4.0"
if [ -e "$target/.whole" ]; then
  exit 0
fi
echo "Fetching Apache Kafka …"
mkdir -p "$target"
if ! mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$target" -DincludeScope=runtime; then
  echo "Apache Kafka couldn't be fetched from Maven Central: the tests that need it will be missing it." >&2
  exit 0
fi
touch "$target/.whole"
