"""Turns on a waiting list count once the mail has answered; those that stand already count."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("specialists", "0002_waiting_and_keeping"),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="answered_at",
            field=models.DateTimeField(db_default=Now(), editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="booking",
            name="answered_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
