import chengguan.base.uuid7
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_remote"), ("recordings", "0001_initial"), ("people", "0002_second_factor")]

    operations = [
        migrations.AddField(
            model_name='case',
            name='footage',
            field=models.PositiveIntegerField(default=0, verbose_name='关联录像数'),
        ),
        migrations.CreateModel(
            name='Examination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('investigation', '承办人审查'), ('review', '法制审核')], max_length=14, verbose_name='审查环节')),
                ('genuine', models.BooleanField(verbose_name='真实')),
                ('lawful', models.BooleanField(verbose_name='合法')),
                ('relevant', models.BooleanField(verbose_name='关联')),
                ('reasons', models.JSONField(default=dict, verbose_name='理由')),
                ('outcome', models.CharField(choices=[('adopted', '采信'), ('rejected', '不予采信'), ('supplement', '应当补强')], max_length=12, verbose_name='结论')),
                ('examiners', models.JSONField(default=list, verbose_name='审查人')),
                ('examined_at', models.DateTimeField(verbose_name='审查时间')),
                ('instrument', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.instrument')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='examinations', to='cases.record')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.UUIDField(default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=60, verbose_name='证物编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('quantity', models.CharField(max_length=20, verbose_name='数量')),
                ('seal_number', models.CharField(max_length=60, verbose_name='封条编号')),
                ('condition', models.CharField(max_length=200, verbose_name='状况')),
                ('place', models.CharField(max_length=120, verbose_name='存放位置')),
                ('custodian', models.CharField(max_length=80, verbose_name='保管人')),
                ('holder', models.CharField(blank=True, default='', max_length=120, verbose_name='现持有人')),
                ('taken_in_at', models.DateTimeField(verbose_name='入库时间')),
                ('state', models.CharField(choices=[('kept', '在库'), ('lent', '已调出'), ('returned', '已返还'), ('filed', '已随卷'), ('transferred', '已移交'), ('destroyed', '已销毁')], default='kept', max_length=12, verbose_name='状态')),
                ('brigade', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.bureau')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exhibits', to='cases.case')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exhibits', to='cases.record')),
                ('squad', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
        ),
        migrations.CreateModel(
            name='ExhibitMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('kind', models.CharField(choices=[('take_in', '入库'), ('lend', '调取'), ('give_back', '归还'), ('relocate', '移交保管'), ('return', '返还'), ('file', '随卷'), ('transfer', '移交'), ('destroy', '销毁')], max_length=10, verbose_name='事项')),
                ('person', models.CharField(max_length=120, verbose_name='经手、接收')),
                ('place', models.CharField(blank=True, default='', max_length=120, verbose_name='地点')),
                ('seal_number', models.CharField(blank=True, default='', max_length=60, verbose_name='封条编号')),
                ('condition', models.CharField(blank=True, default='', max_length=200, verbose_name='状况')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='用途、说明')),
                ('exhibit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.exhibit')),
                ('instrument', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.instrument')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='StepFootage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=40, verbose_name='环节')),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('required', models.BooleanField(verbose_name='必须录像')),
                ('covered', models.BooleanField(verbose_name='有录像')),
                ('noted_on', models.DateField(verbose_name='核对日期')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='step_footage', to='cases.case')),
            ],
        ),
        migrations.AddIndex(
            model_name='exhibit',
            index=models.Index(fields=['bureau', 'state', '-id'], name='exhibit_bureau_state'),
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.UniqueConstraint(fields=('bureau', 'number'), name='exhibit_number'),
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('kept', 'lent'))), fields=('record',), name='exhibit_once'),
        ),
        migrations.AddIndex(
            model_name='stepfootage',
            index=models.Index(fields=['noted_on', 'case'], name='step_footage_day'),
        ),
        migrations.AddConstraint(
            model_name='stepfootage',
            constraint=models.UniqueConstraint(fields=('case', 'step'), name='step_footage_once'),
        ),
    ]
