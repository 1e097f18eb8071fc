"""音视频记录: a recording, what it is tied to, its marks, and what was derived from it. The original is never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.documents.models import StoredFile
from chengguan.ledger.models import Subject
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Officer, Unit

from .cameras import BodyCamera


class Recording(Subject):
    """执法音视频记录 (行政处罚法 第四十七条). Times are true times: the device's time less the offset of its clock."""

    VIDEO, AUDIO, PHOTO = "video", "audio", "photo"
    KINDS: ClassVar = [(VIDEO, "录像"), (AUDIO, "录音"), (PHOTO, "照片")]
    STAGES: ClassVar = [("kept", "在库"), ("destroyed", "已销毁")]
    EVIDENCE, GENERAL = "evidence", "general"
    CATEGORIES: ClassVar = [(EVIDENCE, "证据类"), (GENERAL, "一般类")]
    DIRECT, HLS, TRANSCODE, NONE = "direct", "hls", "transcode", "none"
    PLAYBACK: ClassVar = [
        (DIRECT, "直接播放"),
        (HLS, "分段播放"),
        (TRANSCODE, "须转码"),
        (NONE, "只能下载"),
    ]
    TIME_SOURCES: ClassVar = [
        ("metadata", "文件内时间"),
        ("name", "文件名"),
        ("stated", "上传人申报"),
        ("arrival", "入库时间"),
    ]
    RELATED: ClassVar = ("bureau", "file", "camera", "officer", "party")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    number = models.CharField("录像编号", max_length=60)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("原文件名", max_length=200)
    kind = models.CharField("类别", max_length=8, choices=KINDS)
    camera = models.ForeignKey(
        BodyCamera, models.PROTECT, null=True, related_name="recordings", verbose_name="设备"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="recordings", verbose_name="执法人员"
    )
    device_began_at = models.DateTimeField("设备记录的开始时间")
    offset_ms = models.BigIntegerField("时钟偏差（毫秒）", default=0)
    time_source = models.CharField("时间来源", max_length=10, choices=TIME_SOURCES)
    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    duration_ms = models.BigIntegerField("时长（毫秒）", default=0)
    place = models.CharField("地点", max_length=160, blank=True, default="")
    latitude = models.FloatField("纬度", null=True)
    longitude = models.FloatField("经度", null=True)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="recordings", verbose_name="当事人"
    )
    container = models.CharField("封装", max_length=20, blank=True, default="")
    video_codec = models.CharField("视频编码", max_length=20, blank=True, default="")
    audio_codec = models.CharField("音频编码", max_length=20, blank=True, default="")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    frame_rate = models.FloatField(default=0)
    whole = models.BooleanField("文件完整", default=True)
    faults = models.JSONField("异常", default=list)
    playback = models.CharField("播放方式", max_length=10, choices=PLAYBACK, default=NONE)
    received_at = models.DateTimeField("入库时间")
    due_at = models.DateTimeField("应当上传时间", null=True)
    late = models.BooleanField("逾期上传", default=False)
    category = models.CharField("保管类别", max_length=10, choices=CATEGORIES, default=GENERAL)
    keep_until = models.DateField("保管至", null=True)
    held = models.BooleanField("保留中", default=False)
    destroyed_on = models.DateField("销毁日期", null=True)
    thumbnail = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    tied = models.BooleanField("已关联", default=False)
    party_names = models.CharField("当事人名称（查找用）", max_length=400, blank=True, default="")
    subject_numbers = models.CharField("案号（查找用）", max_length=400, blank=True, default="")
    cell = models.IntegerField("方格（查找用）", null=True)
    is_demo = models.BooleanField(default=False)
    objects: ClassVar[ScopedQuerySet[Recording]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "file"], name="recording_once"),
            models.UniqueConstraint(fields=["bureau", "number"], name="recording_number"),
        ]
        indexes = [
            models.Index(fields=["bureau", "-began_at", "-id"], name="recording_bureau"),
            models.Index(fields=["brigade", "-began_at", "-id"], name="recording_brigade"),
            models.Index(fields=["squad", "-began_at", "-id"], name="recording_squad"),
            models.Index(fields=["officer", "-began_at", "-id"], name="recording_officer"),
            models.Index(fields=["camera", "-began_at", "-id"], name="recording_camera"),
            models.Index(fields=["party", "-began_at", "-id"], name="recording_party"),
            models.Index(fields=["bureau", "category", "keep_until"], name="recording_keep"),
            models.Index(
                fields=["bureau", "-began_at", "-id"], name="recording_untied", condition=Q(tied=False)
            ),
            models.Index(
                fields=["bureau", "-began_at", "-id"], name="recording_cut_off", condition=Q(whole=False)
            ),
            models.Index(fields=["cell", "-began_at", "-id"], name="recording_cell"),
        ]

    def __str__(self) -> str:
        return self.number


class Tie(models.Model):
    """关联: a recording belongs to the record of a subject (a case, an inspection), named by its chain key.

    `record_key` names the piece of evidence that was made of it there; such a tie cannot be undone.
    """

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="ties")
    subject_key = models.CharField(max_length=80)
    subject_number = models.CharField("案号", max_length=60, blank=True, default="")
    subject_title = models.CharField("事项", max_length=200, blank=True, default="")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField("录像开始时间")
    tied_at = models.DateTimeField("关联时间")
    tied_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    record_key = models.CharField("证据", max_length=80, blank=True, default="")
    untied_at = models.DateTimeField("解除时间", null=True)
    reason = models.CharField("说明", max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "subject_key"], condition=Q(untied_at=None), name="tie_once"
            )
        ]
        indexes = [
            models.Index(fields=["subject_key", "began_at"], name="tie_subject"),
            models.Index(fields=["party", "-began_at"], name="tie_party"),
        ]


class Mark(Subject):
    """标记: what is to be seen at a moment (亮证, 告知, 签收 …). Made in the field before the footage has arrived; bound to it on arrival.

    `step` is an id of the norm list `recorded_steps`; `begins_at`/`ends_at` are true times; `begins_ms`/`ends_ms` places in the recording.
    `by_position`: set at the desk by a place in the recording, which then stands when the recording's time is corrected.
    """

    STAGES: ClassVar = [("running", "进行中"), ("ended", "已结束"), ("withdrawn", "已撤回")]
    RELATED: ClassVar = ("bureau", "recording", "officer", "camera")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    recording = models.ForeignKey(Recording, models.PROTECT, null=True, related_name="marks")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    camera = models.ForeignKey(BodyCamera, models.PROTECT, null=True, related_name="+")
    step = models.CharField("环节", max_length=40)
    title = models.CharField("名称", max_length=80)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    begins_at = models.DateTimeField("自")
    ends_at = models.DateTimeField("至")
    begins_ms = models.BigIntegerField(null=True)
    ends_ms = models.BigIntegerField(null=True)
    by_position = models.BooleanField(default=False)
    subject_key = models.CharField(max_length=80, blank=True, default="")
    subject_number = models.CharField("案号", max_length=60, blank=True, default="")
    subject_title = models.CharField("事项", max_length=200, blank=True, default="")
    record_key = models.CharField(max_length=80, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    marked_at = models.DateTimeField("标记时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    objects: ClassVar[ScopedQuerySet[Mark]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["recording", "begins_ms"], name="mark_recording"),
            models.Index(fields=["subject_key", "begins_at"], name="mark_subject"),
            models.Index(fields=["officer", "-begins_at"], name="mark_officer"),
            models.Index(fields=["bureau", "step", "-begins_at"], name="mark_step"),
        ]


class Derivative(models.Model):
    """派生件: made from the original and bound to its digest: playback rendition, clip, still, masked copy. The original stays as it came."""

    PLAYBACK, CLIP, STILL, MASKED, SHEET = "playback", "clip", "still", "masked", "sheet"
    KINDS: ClassVar = [
        (PLAYBACK, "播放件"),
        (CLIP, "片段"),
        (STILL, "截图"),
        (MASKED, "遮挡件"),
        (SHEET, "核对图"),
    ]
    WAITING, READY, FAILED, CONFIRMED = "waiting", "ready", "failed", "confirmed"
    STATES: ClassVar = [
        (WAITING, "制作中"),
        (READY, "已制作"),
        (FAILED, "制作失败"),
        (CONFIRMED, "已确认"),
    ]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="derivatives")
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    original_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    begins_ms = models.BigIntegerField(null=True)
    ends_ms = models.BigIntegerField(null=True)
    caption = models.CharField("说明", max_length=200, blank=True, default="")
    details = models.JSONField("制作参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=STATES, default=WAITING)
    error = models.CharField(max_length=400, blank=True, default="")
    made_at = models.DateTimeField("制作时间")
    made_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["recording", "kind"], name="derivative_recording")]
