import chengguan.base.uuid7
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_like_cases"), ("documents", "0001_initial"), ("people", "0001_initial")]

    operations: list[migrations.operations.base.Operation] = [
        migrations.CreateModel(
            name='Good',
            fields=[
                ('id', models.UUIDField(default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=60, verbose_name='物品编号')),
                ('category', models.CharField(choices=[('vehicle', '车辆'), ('cylinder', '气瓶'), ('tool', '工具、设备'), ('goods', '经营物品'), ('material', '物料、废弃物'), ('document', '资料、电子设备'), ('premises', '场所、设施'), ('other', '其他')], max_length=10, verbose_name='类别')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('model', models.CharField(default='', max_length=80, verbose_name='规格型号、号牌')),
                ('quantity', models.PositiveIntegerField(verbose_name='数量')),
                ('unit', models.CharField(max_length=10, verbose_name='单位')),
                ('condition', models.CharField(max_length=120, verbose_name='状况')),
                ('value', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='估价（元）')),
                ('place', models.CharField(max_length=120, verbose_name='保管地点')),
                ('custodian', models.CharField(max_length=80, verbose_name='保管人')),
                ('taken_on', models.DateField(verbose_name='登记日期')),
                ('state', models.CharField(choices=[('held', '在押（保存）'), ('due_back', '应当退还'), ('confiscated', '已没收待处置'), ('returned', '已退还'), ('auctioned', '已拍卖、变卖'), ('destroyed', '已销毁'), ('transferred', '已移交'), ('claimed', '已被认领')], default='held', max_length=12, verbose_name='状态')),
                ('held', models.PositiveIntegerField(verbose_name='在押')),
                ('returned', models.PositiveIntegerField(default=0, verbose_name='已退还')),
                ('confiscated', models.PositiveIntegerField(default=0, verbose_name='已没收待处置')),
                ('auctioned', models.PositiveIntegerField(default=0, verbose_name='已拍卖、变卖')),
                ('destroyed', models.PositiveIntegerField(default=0, verbose_name='已销毁')),
                ('transferred', models.PositiveIntegerField(default=0, verbose_name='已移交')),
                ('claimed', models.PositiveIntegerField(default=0, verbose_name='已被认领')),
                ('brigade', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.bureau')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goods', to='cases.case')),
                ('squad', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
        ),
        migrations.CreateModel(
            name='GoodMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('act', models.CharField(max_length=60, verbose_name='行为')),
                ('title', models.CharField(max_length=60, verbose_name='事项')),
                ('quantity', models.PositiveIntegerField(verbose_name='数量')),
                ('place', models.CharField(default='', max_length=120, verbose_name='地点')),
                ('person', models.CharField(default='', max_length=120, verbose_name='经手、接收')),
                ('note', models.CharField(default='', max_length=200, verbose_name='说明')),
                ('good', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.good')),
                ('instrument', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.instrument')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.UUIDField(default=chengguan.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('no', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('kind', models.CharField(choices=[('preservation', '先行登记保存'), ('seal', '查封'), ('impound', '扣押')], max_length=12, verbose_name='措施')),
                ('basis', models.CharField(max_length=300, verbose_name='依据')),
                ('place', models.CharField(max_length=160, verbose_name='实施地点')),
                ('begun_at', models.DateTimeField(verbose_name='实施时间')),
                ('due_on', models.DateField(verbose_name='期限届满日')),
                ('urgent', models.BooleanField(default=False, verbose_name='当场紧急实施')),
                ('ended_on', models.DateField(null=True, verbose_name='终止日期')),
                ('end', models.CharField(choices=[('decided', '已作出处理决定'), ('lifted', '已解除'), ('lapsed', '期满自动解除'), ('refused', '未获批准立即解除'), ('confiscated', '依决定没收'), ('transferred', '随案移交'), ('disposed', '先行处置或者拍卖')], default='', max_length=12, verbose_name='终止原因')),
                ('brigade', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.bureau')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='cases.case')),
                ('instrument', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.instrument')),
                ('squad', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
        ),
        migrations.AddField(
            model_name='good',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goods', to='cases.measure'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['due_on'], name='measure_open'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('case', 'no'), name='measure_no'),
        ),
        migrations.AddIndex(
            model_name='good',
            index=models.Index(fields=['bureau', 'state', '-id'], name='good_bureau_state'),
        ),
        migrations.AddIndex(
            model_name='good',
            index=models.Index(fields=['squad', 'state', '-id'], name='good_squad_state'),
        ),
        migrations.AddIndex(
            model_name='good',
            index=models.Index(fields=['bureau', '-id'], name='good_bureau'),
        ),
        migrations.AddIndex(
            model_name='good',
            index=models.Index(fields=['squad', '-id'], name='good_squad'),
        ),
        migrations.AddConstraint(
            model_name='good',
            constraint=models.UniqueConstraint(fields=('bureau', 'number'), name='good_number'),
        ),
        migrations.AddConstraint(
            model_name='good',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='good_quantity_positive'),
        ),
        migrations.AddConstraint(
            model_name='good',
            constraint=models.CheckConstraint(condition=models.Q(('quantity', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('held'), '+', models.F('returned')), '+', models.F('confiscated')), '+', models.F('auctioned')), '+', models.F('destroyed')), '+', models.F('transferred')), '+', models.F('claimed')))), name='good_quantity_adds_up'),
        ),
    ]
