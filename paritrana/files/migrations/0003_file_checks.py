import django.db.models.deletion
from django.db import migrations, models

import paritrana.files.models

STATES = [
    ("received", "Menunggu diperiksa"),
    ("checking", "Sedang diperiksa"),
    ("accepted", "Diterima"),
    ("rejected", "Ditolak"),
    ("quarantined", "Ditahan"),
]


class Migration(migrations.Migration):
    """Files that are there keep their state, which is accepted; only new ones begin as received."""

    dependencies = [("files", "0002_uploads")]

    operations = [
        migrations.AlterField(
            model_name="file",
            name="state",
            field=models.CharField(choices=STATES, default="received", max_length=12),
        ),
        migrations.AddField(model_name="file", name="reason", field=models.CharField(blank=True, max_length=20)),
        migrations.AddField(
            model_name="file",
            name="rendition",
            field=models.FileField(blank=True, upload_to=paritrana.files.models.rendition_name),
        ),
        migrations.AddField(
            model_name="file",
            name="nominee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="regions.nominee",
            ),
        ),
        migrations.AddField(model_name="file", name="claim", field=models.UUIDField(blank=True, null=True)),
        migrations.AddField(model_name="file", name="claimed_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name="file", name="attempts", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(model_name="file", name="checked_at", field=models.DateTimeField(blank=True, null=True)),
    ]
