#!/usr/bin/env bash
# Runs the tests of dates on a newer Python than .venv's, where one is found: the lock installs a newer NumPy there,
# which refuses more. The workflow's matrix runs every test on each Python; this tells sooner, in half a minute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

DATED=(
  tests/unit/data/calendar tests/unit/data/panel tests/unit/data/reading/rows/sums/test_period_totals.py
  tests/unit/forecasting/lifecycle tests/unit/forecasting/monthly tests/unit/forecasting/sums
  tests/unit/reports/test_comparison.py tests/unit/workflows/training/test_monthly.py
)

# The newest first, of the PATH and of pyenv, whose names on the PATH may stand for none.
newest() {
  local minor python
  for minor in 13 12; do
    for python in "python3.$minor" "${PYENV_ROOT:-${HOME:-}/.pyenv}/versions/3.$minor".*/bin/python3; do
      if "$python" -c "import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, $minor))" 2>/dev/null; then
        command -v "$python"
        return
      fi
    done
  done
}

if .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then
  echo "Every test runs on $(.venv/bin/python --version) already."
  exit 0
fi
python="$(newest)"
if [ -z "$python" ]; then
  echo "SKIPPED: no Python 3.12 or 3.13 was found, so the tests of dates run on $(.venv/bin/python --version) alone."
  exit 0
fi

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
git clone -q . "$place/foresale"
cd "$place/foresale"
make setup PYTHON="$python"
echo "The tests of dates, on $(.venv/bin/python --version):"
.venv/bin/python -m pytest -q --tb=short -n 2 --dist loadfile -m "not slow" "${DATED[@]}"
