from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0010_paper_revoke")]

    operations = [
        migrations.AddField(model_name="value", name="participants", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="value", name="people", field=models.BigIntegerField(null=True)),
    ]
