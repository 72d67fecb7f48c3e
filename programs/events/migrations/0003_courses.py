"""A course: bookings that were made together share a key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_keeping")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="course",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("course__isnull", False)),
                fields=["hub", "course"],
                name="booking_courses",
            ),
        ),
    ]
