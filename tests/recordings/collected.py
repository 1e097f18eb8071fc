"""What tests of the collection share: tiny films made once, cameras through acts, uploads through the protocol."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.test import Client
from tests.recordings.media import make_video

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.people.models import Officer
from chengguan.people.selectors import actor_of
from chengguan.recordings.acts import cameras
from chengguan.recordings.models import BodyCamera
from chengguan.web.demonstration.cast import Cast

BEGUN = datetime(2024, 5, 6, 9, 15, tzinfo=CHINA)
ARRIVED = datetime(2024, 5, 6, 18, 0, tzinfo=CHINA)
NAME = "JLY-001_20240506_091500.mp4"
OCTETS = "application/offset+octet-stream"


@cache
def film(text: str = "丰庆路口", seconds: float = 2, begun: datetime = BEGUN) -> Path:
    """A film, made once per run and content. It is only read."""
    folder = Path(mkdtemp(prefix="films"))
    return make_video(folder / "film.mp4", seconds=seconds, text=text, begun_at=begun)


def actor(officer: Officer, at: datetime = ARRIVED) -> Viewer:
    return actor_of(officer, local_date(at))


def camera_of(cast: Cast, number: str = "JLY-001", squad: int = 0) -> BodyCamera:
    """A camera of a squad, issued to its first handler at eight in the morning."""
    chief = actor(cast.officers[f"squad_leader_{squad}"])
    morning = BEGUN.replace(hour=8, minute=0)
    camera = cameras.register(actor=chief, at=morning, number=number, unit=cast.squads[squad]).result
    holder = cast.pair(squad)[0]
    return cameras.issue(actor=chief, at=morning, camera=camera, officer=holder, begins_at=morning).result


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


def told(**values: str) -> str:
    """Upload-Metadata."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


class Sending:
    """A sender that speaks tus to the test client: as a person, or with a station's token."""

    def __init__(self, client: Client, base: str = "/uploads/tus/", token: str = "") -> None:
        self.client, self.base = client, base
        self.headers: dict[str, Any] = {"HTTP_TUS_RESUMABLE": "1.0.0"}
        if token:
            self.headers["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def open(self, size: int, name: str = NAME, **more: str) -> Any:
        return self.client.post(
            self.base,
            HTTP_UPLOAD_LENGTH=str(size),
            HTTP_UPLOAD_METADATA=told(filename=name, **more),
            content_type="text/plain",
            **self.headers,
        )

    def path(self, answer: Any) -> str:
        assert answer.status_code == 201, answer.content.decode()
        return self.base + answer["Location"].rstrip("/").rpartition("/")[2] + "/"

    def patch(self, path: str, offset: int, piece: bytes, **more: str) -> Any:
        return self.client.generic(
            "PATCH", path, piece, content_type=OCTETS, HTTP_UPLOAD_OFFSET=str(offset), **more, **self.headers
        )

    def head(self, path: str) -> Any:
        return self.client.head(path, **self.headers)

    def send(self, content: bytes, name: str = NAME, **more: str) -> uuid.UUID:
        """A whole file in three chunks."""
        path = self.path(self.open(len(content), name, **more))
        step = len(content) // 3 + 1
        for begin in range(0, len(content), step):
            answer = self.patch(path, begin, content[begin : begin + step])
            assert answer.status_code == 204, answer.content.decode()
        return uuid.UUID(path.rstrip("/").rpartition("/")[2])


def later(**spans: float) -> datetime:
    return ARRIVED + timedelta(**spans)
