"""`foresale` on the command line, and `python -m foresale`."""

from __future__ import annotations

from foresale.cli.app import app


def main() -> None:
    """Run the command line."""
    app(prog_name="foresale")


if __name__ == "__main__":
    main()
