"""Operators, and tokens of a person. Whoever could sign in before still sees everything."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]

    operations = [
        migrations.AddField("user", "is_operator", models.BooleanField(default=True)),
        migrations.AlterField("user", "is_operator", models.BooleanField(default=False)),
        migrations.AddField(
            "apitoken",
            "user",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tokens",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
