from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0009_interview_day")]

    operations = [
        migrations.AlterField(
            model_name="paperact",
            name="verb",
            field=models.CharField(choices=[('decide', 'Penetapan pleno'), ('revoke', 'Pencabutan penetapan'), ('respond', 'Tanggapan cabang'), ('release', 'Pembukaan embargo'), ('override', 'Melanjutkan tahap dengan alasan'), ('feedback', 'Persetujuan catatan untuk kandidat')], max_length=10, verbose_name='tindakan'),
        ),
    ]
