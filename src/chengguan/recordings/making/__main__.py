"""One job, given as JSON: {"work": name, "source": path, "folder": path, …}. Reports JSON lines: progress, then done or failed."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from . import cutting, masking, pictures, transcoding

MEMORY: Final = 6 << 30
Report = Callable[[float], None]
WORKS: Final[dict[str, Callable[[Path, Path, dict[str, Any], Report], dict[str, Any]]]] = {
    "thumbnail": pictures.thumbnail,
    "still": pictures.still,
    "hls": cutting.segments,
    "clip": cutting.clip,
    "transcode": transcoding.transcode,
    "mask": masking.mask,
}


def _say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main(text: str) -> None:
    """Do the job. Whatever goes wrong is reported, not raised."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(15)
    job = json.loads(text)
    source, folder = Path(job["source"]), Path(job["folder"])
    try:
        made = WORKS[job["work"]](source, folder, job, lambda part: _say(progress=round(part, 3)))
    except Exception as error:
        _say(failed=f"{type(error).__name__}: {error}"[:300])
    else:
        _say(done=made)


if __name__ == "__main__":
    main(sys.argv[1])
