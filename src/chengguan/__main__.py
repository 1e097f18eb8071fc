"""`python -m chengguan`: the same as the command `chengguan`."""

from __future__ import annotations

from chengguan.web.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
