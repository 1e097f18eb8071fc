"""The page of a recording: playing is on the record, media need a ticket, clips and stills come from the unchanged original."""

from __future__ import annotations

import io
import re
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from chengguan.documents import storing
from chengguan.ledger.acting import Refused
from chengguan.recordings.acts import deriving
from chengguan.recordings.models import Derivative, Recording, Viewing
from chengguan.recordings.selectors.recording import clips_of, offset_text
from chengguan.recordings.verifying import verify_recordings
from chengguan.web.demonstration.walk import Walk

from .kept import tied
from .media import make_photo, taken_in, video, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(walk: Walk) -> Client:
    client = Client()
    client.force_login(walk.pair[0].user)
    return client


def _play(client: Client, recording: Recording, **values: Any) -> dict[str, str]:
    answer = client.post(f"/recordings/{recording.pk}/play/", {"reason": "核对现场", **values})
    assert answer.status_code == 302, answer.content.decode()[:400]
    query = parse_qs(urlsplit(answer["Location"]).query)
    return {name: found[0] for name, found in query.items()}


def test_the_page_says_what_it_is_and_is_locked_until_a_reason_is_given(walk: Walk, desk: Client) -> None:
    recording = taken_in(walk, video())
    worked(walk.now)
    text = desk.get(f"/recordings/{recording.pk}/").content.decode()
    for word in (recording.number, recording.file.sha256, recording.file.sm3, "调阅事由", "H264", "320×180"):
        assert word in text, word
    assert "<video" not in text
    refused = desk.post(f"/recordings/{recording.pk}/play/", {"reason": " "})
    assert refused.status_code == 409
    assert "已写明调阅事由" in refused.content.decode()
    assert not Viewing.objects.exists()


def test_playing_is_recorded_and_begins_at_the_second(walk: Walk, desk: Client) -> None:
    recording = taken_in(walk, video())
    query = _play(desk, recording, at_ms="1200")
    assert query["at"] == "1200"
    row = Viewing.objects.get()
    assert (row.kind, row.reason, row.name) == ("play", "核对现场", walk.pair[0].name)
    page = desk.get(f"/recordings/{recording.pk}/", query).content.decode()
    source = re.search(r'<video[^>]* src="([^"#]+)#t=1\.2"', page)
    assert source is not None
    part = desk.get(source[1].replace("&amp;", "&"), HTTP_RANGE="bytes=0-99")
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 0-99/{recording.file.size}")
    assert b"".join(part.streaming_content) == video().read_bytes()[:100]  # type: ignore[attr-defined]
    assert list(verify_recordings()) == []


def test_media_without_a_good_ticket_are_not_there(walk: Walk, desk: Client) -> None:
    recording, other = taken_in(walk, video()), taken_in(walk, video(container="mkv"))
    media = f"/recordings/{recording.pk}/media/"
    ticket = _play(desk, recording)["ticket"]
    assert desk.get(media, {"ticket": ticket}).status_code == 200
    assert desk.get(media).status_code == 404
    assert desk.get(media, {"ticket": ticket[:-2] + "xx"}).status_code == 404
    assert desk.get(f"/recordings/{other.pk}/media/", {"ticket": ticket}).status_code == 404
    colleague = Client()
    colleague.force_login(walk.pair[1].user)
    assert colleague.get(media, {"ticket": ticket}).status_code == 404
    with time_machine.travel(walk.now + timedelta(days=4000)):
        desk.force_login(walk.pair[0].user)
        assert desk.get(media, {"ticket": ticket}).status_code in (404, 302, 403)


def test_within_a_case_no_reason_is_asked_and_one_comes_back_to_the_case(walk: Walk, desk: Client) -> None:
    from chengguan.web.demonstration.investigation_steps import file, register_lead, verify_lead

    for step in (register_lead, verify_lead, file):
        step(walk)
    recording = taken_in(walk, video())
    tied(walk, recording)
    case = walk.subject_case
    answer = desk.post(
        f"/recordings/{recording.pk}/play/",
        {"subject_key": case.chain_key, "at_ms": "500", "next": f"/cases/{case.pk}/?tab=x&ticket=old#there"},
    )
    assert answer["Location"].startswith(f"/cases/{case.pk}/?tab=x&play={recording.pk}&ticket=")
    assert answer["Location"].endswith("at=500#there")
    outside = desk.post(
        f"/recordings/{recording.pk}/play/", {"reason": "核对", "next": "https://example.org/"}
    )
    assert outside["Location"].startswith(f"/recordings/{recording.pk}/?")
    page = desk.get(f"/recordings/{recording.pk}/").content.decode()
    assert case.number in page


def test_segments_are_played_through_the_playlist(walk: Walk, desk: Client) -> None:
    recording = taken_in(walk, video(container="ts", sound="aac"))
    before = desk.get(f"/recordings/{recording.pk}/").content.decode()
    assert "正在准备播放" in before
    assert 'hx-trigger="every 3s"' in before
    assert "正在准备播放" in desk.get(f"/recordings/{recording.pk}/state/").content.decode()
    worked(walk.now)
    assert desk.get(f"/recordings/{recording.pk}/state/")["HX-Refresh"] == "true"
    assert "刷新页面查看" in desk.get(f"/recordings/{recording.pk}/state/?quiet=1").content.decode()
    query = _play(desk, recording)
    assert "data-playlist=" in desk.get(f"/recordings/{recording.pk}/", query).content.decode()
    listed = desk.get(f"/recordings/{recording.pk}/playlist.m3u8", {"ticket": query["ticket"]})
    assert listed["Content-Type"] == "application/vnd.apple.mpegurl"
    address = re.search(r'URI="([^"]+)",BYTERANGE="(\d+)@0"', listed.content.decode())
    assert address is not None
    head = desk.get(address[1], HTTP_RANGE=f"bytes=0-{int(address[2]) - 1}")
    assert head.status_code == 206
    assert b"ftyp" in b"".join(head.streaming_content)  # type: ignore[attr-defined]
    assert desk.get(f"/recordings/{recording.pk}/playlist.m3u8").status_code == 404


def test_a_failed_transcoding_says_so_and_offers_a_retry(walk: Walk, desk: Client) -> None:
    recording = taken_in(walk, video(codec="libx265"))
    assert "正在转码" in desk.get(f"/recordings/{recording.pk}/").content.decode()
    row = Derivative.objects.create(
        recording=recording, kind="playback", original_sha256=recording.file.sha256,
        state="failed", error="解码器报错", made_at=walk.now,
    )  # fmt: skip
    text = desk.get(f"/recordings/{recording.pk}/").content.decode()
    assert "转码失败" in text
    assert f"/derivatives/{row.pk}/retry/" in text
    assert desk.post(f"/derivatives/{row.pk}/retry/").status_code == 302
    worked(walk.now + timedelta(days=4000))
    row.refresh_from_db()
    assert row.state == "ready"


def test_thumbnail_download_and_verification(walk: Walk, desk: Client) -> None:
    recording = taken_in(walk, video())
    assert desk.get(f"/recordings/{recording.pk}/thumbnail.jpg").status_code == 404
    worked(walk.now)
    assert desk.get(f"/recordings/{recording.pk}/thumbnail.jpg")["Content-Type"] == "image/jpeg"
    assert desk.post(f"/recordings/{recording.pk}/download/", {"reason": ""}).status_code == 409
    whole = desk.post(f"/recordings/{recording.pk}/download/", {"reason": "移送检察机关"})
    assert whole["Content-Disposition"].startswith("attachment")
    assert b"".join(whole.streaming_content) == video().read_bytes()  # type: ignore[attr-defined]
    assert Viewing.objects.get().kind == "download"
    assert "校验一致" in desk.post(f"/recordings/{recording.pk}/verify/").content.decode()
    with storing.local(recording.file) as path:
        path.chmod(0o644)
        content = bytearray(path.read_bytes())
        content[100] ^= 1
        path.write_bytes(content)
    assert "校验不一致" in desk.post(f"/recordings/{recording.pk}/verify/").content.decode()


def test_an_outsider_finds_nothing_and_the_window_may_not(walk: Walk, client: Client) -> None:
    recording = taken_in(walk, video())
    client.force_login(walk.cast.handlers[-1].user)
    assert client.get(f"/recordings/{recording.pk}/").status_code == 404
    assert client.get(f"/recordings/{recording.pk}/thumbnail.jpg").status_code == 404
    clerk = walk.cast.officers["window_clerk"]
    client.force_login(clerk.user)
    assert client.get(f"/recordings/{recording.pk}/").status_code == 403
    assert client.get(f"/derivatives/{uuid.uuid4()}/").status_code == 403


def test_a_clip_covers_what_was_asked_and_is_not_encoded_anew(walk: Walk, desk: Client) -> None:
    import av

    recording = taken_in(walk, video(seconds=3))
    bad = desk.post(f"/recordings/{recording.pk}/clip/", {"begins_ms": "2.5", "ends_ms": "9", "reason": "x"})
    assert bad.status_code == 422
    assert "不在录像之内" in bad.content.decode()
    answer = desk.post(
        f"/recordings/{recording.pk}/clip/",
        {"begins_ms": "1.2", "ends_ms": "0:02.3", "reason": "作为证据", "caption": "亮证"},
    )
    assert answer.status_code == 302, answer.content.decode()
    worked(walk.now + timedelta(days=4000))
    row = Derivative.objects.get(kind="clip")
    assert row.state == "ready", row.error
    assert row.details["covers_begin_ms"] <= 1200
    assert row.details["covers_end_ms"] >= 2300
    with av.open(str(video(seconds=3))) as original, av.open(io.BytesIO(storing.read(row.file))) as clip:  # type: ignore[arg-type]
        packets = {bytes(packet) for packet in original.demux(video=0) if packet.size}
        mine = [bytes(packet) for packet in clip.demux(video=0) if packet.size]
        assert mine
        assert set(mine) <= packets
    assert clips_of(recording) == [row]
    assert [item.kind for item in Viewing.objects.all()] == ["clip"]
    assert list(verify_recordings()) == []
    shown = desk.post(f"/derivatives/{row.pk}/open/", {"reason": "核对"})
    page = desk.get(shown["Location"].partition("#")[0]).content.decode()
    address = re.search(r'<video[^>]* src="([^"]+)"', page)
    assert address is not None
    assert desk.get(address[1]).status_code == 200
    assert desk.get(f"/derivatives/{row.pk}/file/").status_code == 404


def test_a_still_carries_its_caption_below_the_unchanged_picture(walk: Walk, desk: Client) -> None:
    from PIL import Image

    recording = taken_in(walk, video(), place="丰庆路口")
    answer = desk.post(
        f"/recordings/{recording.pk}/still/", {"at_ms": "1.3", "reason": "附卷", "caption": "门前摆放桌椅"}
    )
    assert answer.status_code == 302
    worked(walk.now + timedelta(days=4000))
    row = Derivative.objects.get(kind="still")
    assert row.state == "ready", row.error
    assert row.details["frame_ms"] == 1300
    lines = row.details["caption_lines"]
    assert recording.number in lines[0]
    assert lines[1].endswith("09:30:01.300　丰庆路口")
    assert recording.file.sha256[:32] in lines[2]
    picture = Image.open(io.BytesIO(storing.read(row.file)))  # type: ignore[arg-type]
    assert picture.width == 320
    assert picture.height > 180


def test_photographs_have_no_clips(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> None:
    photo = taken_in(walk, make_photo(tmp_path_factory.mktemp("photos") / "p.jpg"))
    for perform, values in (
        (deriving.clip, {"begins_ms": 0, "ends_ms": 1}),
        (deriving.capture_still, {"at_ms": 0}),
    ):
        with pytest.raises(Refused) as refused:
            perform(actor=walk.as_role("handler"), at=walk.now, recording=photo, reason="附卷", **values)
        assert {finding.id for finding in refused.value.verdict.unmet} & {
            "clip_has_content",
            "still_has_picture",
        }


def test_the_clock_s_offset_in_words() -> None:
    assert offset_text(0) == "设备时钟没有偏差记录"
    assert offset_text(65_000) == "设备时钟快 1 分 5 秒"
    assert offset_text(-7_200_000) == "设备时钟慢 2 小时"
