"""Ends with 0 if the API of this container is ready; nothing is imported that takes time."""

import http.client
import os
import sys

PORT = int(os.environ.get("FORESALE_PORT", "8000"))

try:
    asked = http.client.HTTPConnection("127.0.0.1", PORT, timeout=4)
    asked.request("GET", "/api/health/ready")
    answer = asked.getresponse()
    said = answer.read(500).decode(errors="replace")
except (OSError, http.client.HTTPException) as error:
    sys.exit(f"It doesn't answer: {error}")
if answer.status != http.client.OK:
    sys.exit(said)
