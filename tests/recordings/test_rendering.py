"""What the worker makes of recordings: bound to the original, idempotent, failing in words."""

from __future__ import annotations

import io

import pytest

from chengguan.documents import storing
from chengguan.ledger import outbox
from chengguan.recordings import rendering
from chengguan.recordings.acts import deriving
from chengguan.recordings.models import Derivative, Recording
from chengguan.recordings.selectors.player import playlist_text
from chengguan.recordings.workshop import NotMade
from chengguan.web.demonstration.walk import Walk

from .kept import received
from .media import make_amr, make_photo, taken_in, video, worked

pytestmark = pytest.mark.django_db


def _frames(content: bytes) -> tuple[int, str]:
    import av

    with av.open(io.BytesIO(content)) as film:
        codec = film.streams.video[0].codec_context.name
        return sum(1 for _ in film.decode(video=0)), codec


@pytest.mark.parametrize("container", ["mkv", "ts", "avi"])
def test_segments_without_encoding(walk: Walk, container: str) -> None:
    how = {"mkv": "pcm_s16le", "ts": "aac", "avi": "pcm_s16le"}
    recording = taken_in(walk, video(container=container, sound=how[container]))
    worked(walk.now)
    row = Derivative.objects.get(recording=recording)
    assert (row.kind, row.state, row.details["method"]) == ("playback", "ready", "hls")
    assert row.original_sha256 == recording.file.sha256
    assert row.file is not None
    assert _frames(storing.read(row.file)) == (20, "h264")
    text = playlist_text(row.details["playlist"], "/media/?ticket=x")
    assert 'URI="/media/?ticket=x"' in text
    assert "made" not in text
    assert "#EXT-X-BYTERANGE" in text


def test_thumbnail_and_nothing_twice(walk: Walk) -> None:
    recording = taken_in(walk, video(container="mkv"))
    worked(walk.now)
    recording.refresh_from_db()
    first = Derivative.objects.get()
    assert recording.thumbnail is not None
    assert storing.read(recording.thumbnail).startswith(b"\xff\xd8\xff")
    rendering.prepare({"recording": str(recording.pk)}, lambda: walk.now)
    again = Derivative.objects.get()
    assert (again.pk, again.file_id, again.made_at) == (first.pk, first.file_id, first.made_at)


def test_hevc_is_transcoded_by_the_worker(walk: Walk) -> None:
    recording = taken_in(walk, video(codec="libx265"))
    assert recording.playback == Recording.TRANSCODE
    worked(walk.now)
    row = Derivative.objects.get()
    assert (row.state, row.details["method"], row.file.media_type) == ("ready", "transcode", "video/mp4")  # type: ignore[union-attr]
    assert _frames(storing.read(row.file))[1] == "h264"  # type: ignore[arg-type]
    assert storing.read(recording.file) == video(codec="libx265").read_bytes()


def test_sound_of_a_recorder_and_a_photograph(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sounds")
    sound = taken_in(walk, make_amr(folder / "s.amr"))
    photo = taken_in(walk, make_photo(folder / "p.jpg"))
    worked(walk.now)
    row = Derivative.objects.get()
    assert (row.recording_id, row.file.media_type) == (sound.pk, "audio/mp4")  # type: ignore[union-attr]
    photo.refresh_from_db()
    assert photo.thumbnail_id is not None


def test_what_cannot_be_made_fails_in_words_and_can_be_tried_again(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = taken_in(walk, video(codec="libx265"))

    def broken(*args: object, **kwargs: object) -> None:
        raise NotMade("解码器报错")

    monkeypatch.setattr(rendering, "making", broken)
    worked(walk.now)
    row = Derivative.objects.get()
    assert (row.state, row.error) == ("failed", "解码器报错")
    monkeypatch.undo()
    deriving.try_again(row, at=walk.now, bureau_code=walk.cast.bureau.code)
    worked(walk.now)
    row.refresh_from_db()
    assert (row.state, row.error) == ("ready", "")
    assert recording.pk == row.recording_id


def test_content_that_is_no_film_leaves_no_thumbnail_and_no_error(walk: Walk) -> None:
    recording = received(walk)
    worked(walk.now)
    recording.refresh_from_db()
    assert recording.thumbnail_id is None
    assert not outbox.Posted.objects.filter(topic=rendering.PREPARE).exclude(state="done").exists()


def test_nothing_is_made_of_a_destroyed_recording(walk: Walk) -> None:
    recording = taken_in(walk, video(container="mkv"))
    Recording.objects.filter(pk=recording.pk).update(stage="destroyed")
    worked(walk.now)
    assert not Derivative.objects.exists()
    recording.refresh_from_db()
    assert recording.thumbnail_id is None


def test_lengthy_work_keeps_its_row(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_in(walk, video())
    rows = outbox.Posted.objects.filter(topic=rendering.PREPARE)
    seen = []

    @outbox.lengthy
    def slow(payload: dict[str, object]) -> None:
        outbox.still_working(walk.now)
        seen.append(rows.get().due_at)

    monkeypatch.setattr(outbox, "handlers", lambda: {rendering.PREPARE: slow})
    assert not outbox.work_one(walk.now, but="recordings.")
    assert outbox.work_one(walk.now, only="recordings.")
    assert seen == [walk.now + outbox.LEASE]
    assert rows.get().state == "done"
