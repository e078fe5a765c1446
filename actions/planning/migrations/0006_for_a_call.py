from django.db import migrations, models
from django.utils import timezone


def announced_is_an_answer(apps, schema_editor):
    """Groups that have announced an action for a call have answered it."""
    Action, Answer = apps.get_model("planning", "Action"), apps.get_model("calls", "Answer")
    announced = Action.objects.filter(state="announced", call__isnull=False, withdrawn_at=None).order_by()
    now, rows = timezone.now(), []
    for call, group, at in announced.values_list("call", "group").annotate(at=models.Min("announced_at")).iterator():
        rows.append(
            Answer(
                call_id=call, group_id=group, state="planning", revision=1, answered_at=at or now, changed_at=at or now
            )
        )
    Answer.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0003_answers"),
        ("planning", "0005_templates_and_checklists"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["call", "group"], name="action_for_call"),
        ),
        migrations.RunPython(announced_is_an_answer, migrations.RunPython.noop),
    ]
