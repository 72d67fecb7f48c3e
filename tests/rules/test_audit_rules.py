"""Whatever is, or hangs on, the record of a suspicion is in the table of what the audit holds back."""

from django.apps import apps
from django.db.models import ForeignKey

from consultations.choices import Act
from consultations.models import Concern, Consultation
from hubsite.desk.rules import GUARDED_BY, RESTRICTED, TELLING_ACTS, TELLING_KINDS
from hubsite.policy import TABLE
from programs.registry.models import Household


def test_every_kind_that_hangs_on_a_consultation_or_a_suspicion_is_in_the_table():
    found = {Consultation, Concern}
    for _round in range(4):
        for model in apps.get_models():
            fields = [f for f in model._meta.get_fields() if isinstance(f, ForeignKey)]
            if any(field.related_model in found for field in fields):
                found.add(model)
    assert Household not in found
    labels = {model._meta.label_lower for model in found}
    assert labels == TELLING_KINDS | set(GUARDED_BY)


def test_every_path_ends_at_the_flag_of_a_consultation():
    for label, path in GUARDED_BY.items():
        *steps, flag = path.split("__")
        model = apps.get_model(label)
        for step in steps:
            model = model._meta.get_field(step).related_model
        assert (model, flag) == (Consultation, "guarded")


def test_every_deed_whose_words_name_a_suspicion_is_in_the_table_but_changing_the_guide():
    named = {str(action) for action, grant in TABLE.items() if "虐待" in str(grant.label)}
    assert named - {str(action) for action in TELLING_ACTS} == {str(Act.CHANGE_GUIDE)}
    assert named >= {str(action) for action in TELLING_ACTS}
    assert RESTRICTED not in TABLE
