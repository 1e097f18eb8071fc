import chengguan.base.uuid7
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_coordination"), ("registers", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name='defencepoint',
            name='via',
            field=models.CharField(choices=[('written', '书面'), ('oral', '口头'), ('hearing', '听证'), ('online', '网上')], max_length=12, verbose_name='方式'),
        ),
        migrations.CreateModel(
            name='MonitoringRecord',
            fields=[
                ('id', models.UUIDField(default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('taken_at', models.DateTimeField(verbose_name='记录时间')),
                ('shows', models.CharField(max_length=400, verbose_name='记录内容')),
                ('files', models.JSONField(default=list, verbose_name='文件')),
                ('technical_examiner', models.CharField(max_length=80, verbose_name='技术审核人')),
                ('technical_opinion', models.CharField(max_length=400, verbose_name='技术审核意见')),
                ('state', models.CharField(choices=[('pending', '待审核'), ('admitted', '已采用'), ('rejected', '不采用')], default='pending', max_length=10, verbose_name='状态')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monitoring_records', to='cases.case')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.monitoringdevice')),
                ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.record')),
            ],
            options={
                'indexes': [models.Index(fields=['case', '-id'], name='monitoring_case')],
            },
        ),
    ]
