import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('nominations', '0005_outreach'),
        ('regions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='nomination',
            name='followed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ditangani'),
        ),
        migrations.AddField(
            model_name='verification',
            name='replied_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ditindaklanjuti'),
        ),
        migrations.AddField(
            model_name='verification',
            name='replied_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='verification',
            name='reply',
            field=models.TextField(blank=True, max_length=2000, verbose_name='tindak lanjut'),
        ),
        migrations.AlterField(
            model_name='verification',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name='verification',
            name='verdict',
            field=models.CharField(choices=[('accepted', 'Diterima'), ('incomplete', 'Perlu dilengkapi'), ('period', 'Salah periode'), ('wrong', 'Perlu diperbaiki'), ('irrelevant', 'Tidak relevan')], max_length=12, verbose_name='hasil'),
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('call', 'Telepon'), ('whatsapp', 'WhatsApp'), ('letter', 'Surat'), ('visit', 'Tatap muka')], max_length=8, verbose_name='cara')),
                ('note', models.TextField(max_length=1000, verbose_name='catatan')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='nominations.nomination')),
                ('province', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.province')),
            ],
            options={
                'verbose_name': 'hubungan dengan kandidat',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='VerificationHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section_slug', models.SlugField(max_length=80, verbose_name='bagian')),
                ('since', models.DateTimeField(verbose_name='sejak')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='petugas')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='nominations.nomination')),
                ('province', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.province')),
            ],
            options={
                'verbose_name': 'bagian yang dikerjakan',
                'constraints': [models.UniqueConstraint(fields=('nomination', 'section_slug'), name='verification_hold_once')],
            },
        ),
    ]
