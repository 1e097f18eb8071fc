"""Write a ledger of invented past cases: `python tools/sample_ledger.py FILE.xlsx [ROWS]`, to try `chengguan audit` on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengguan.web.settings")
    import django

    django.setup()
    from chengguan.web.demonstration.old_ledger import write

    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)


if __name__ == "__main__":
    main()
