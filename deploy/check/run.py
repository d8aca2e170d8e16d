"""Starts the compose file for real and follows a sale through it: `make check-containers`.

Images are built, secrets drawn, everything started; the pages are asked for through nginx, Today is seen
and a month is predicted in a browser. A sale that is put on Kafka's topic has to come out of the live feed,
one of the simulated tills out of the API, and one by WebSocket be stored. Each question of the dashboards
has to have an answer in Prometheus, and no alert may see a fault. Database and broker are stopped and come
back; a backup has to restore to the same answers. Where no registry can be reached, `--stand-ins` uses the
same programs from Debian's packages. Without an engine it says so, and is a failure only where CI asks for
one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
from checks import check_in_browser, check_pages, check_restore, read_demo_key
from compose_project import CheckError, ComposeProject
from images import OURS, build, describe_size, find_missing_engine
from outage_checks import lose_broker, lose_database, lose_replica
from sales_checks import follow_own_sale, follow_tills_sale, stream_sale
from tls_checks import check_tls
from watching_checks import check_alerts, check_dashboards, check_grafana, check_prometheus

_START_SECONDS = 600


def read_arguments() -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--stand-ins", action="store_true", help="Debian's programs for images of others")
    asked.add_argument("--database", choices=("postgres", "mariadb"), default="postgres")
    asked.add_argument("--replicas", type=int, default=1, help="of migrations, API and live path")
    asked.add_argument("--tls", action="store_true", help="HTTPS, with a certificate made on the spot")
    asked.add_argument("--image", help="an image of ours that is there, in place of building one")
    asked.add_argument("--pictures", type=Path, help="a folder for a picture of each page in the browser")
    asked.add_argument("--keep", action="store_true", help="leave all running at the end")
    return asked.parse_args()


def follow(given: argparse.Namespace, began: float) -> None:
    """Start everything, look at it, and end it.

    Raises:
        CheckError: Something isn't as it has to be.
    """
    if not given.image:
        build(given.database, stand_ins=given.stand_ins)
        print(f"Images built after {time.monotonic() - began:.0f} s; ours has {describe_size()}.")
    stack = ComposeProject(
        given.database, stand_ins=given.stand_ins, image=given.image or OURS, tls=given.tls
    )
    try:
        parts = ("migrate", "api", "live")
        scale = [word for part in parts for word in ("--scale", f"{part}={given.replicas}")]
        for line in stack.start(*scale, seconds=_START_SECONDS):
            print(f"  {line}", flush=True)
        print(f"Everything started after {time.monotonic() - began:.0f} s.")
        key = read_demo_key(stack)
        check_pages(stack.site, key)
        if given.tls:
            check_tls()
        check_in_browser(stack, given.pictures)
        follow_own_sale(stack, key)
        follow_tills_sale(stack.site, key)
        stream_sale(stack.site, key)
        check_prometheus(given.replicas)
        check_dashboards(stack, key)
        check_alerts()
        if not given.stand_ins:
            check_grafana(stack)
        if given.replicas > 1:
            lose_replica(stack, key)
        lose_database(stack, key)
        lose_broker(stack, key)
        follow_own_sale(stack, key)
        check_restore(stack)
    finally:
        if not given.keep:
            stack.end()


def main() -> int:
    """Do it all; 0 where all went well."""
    given = read_arguments()
    missing = find_missing_engine()
    if missing:
        print(
            f"No container was started: {missing}.\n"
            "→ Install Docker with its compose plugin; tests/unit/test_deploy.py checks files alone.",
            file=sys.stderr,
        )
        return 1 if os.environ.get("FORESALE_REQUIRE_SERVERS") else 0
    began = time.monotonic()
    try:
        follow(given, began)
    except (CheckError, subprocess.TimeoutExpired, httpx.HTTPError) as problem:
        print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
        return 1
    print(f"All went well, in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
