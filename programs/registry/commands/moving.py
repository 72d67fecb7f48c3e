"""Records pass from one row to another, whatever area they are of, and remember that they did.

Which columns refer to a family or a person is read from the models: registry imports no area.
Rows that nobody may change (append-only) stay where they are.
"""

from typing import Any

from django.apps import apps
from django.db.models import Model

from programs.registry.models import ChildHome, DifferentFamilies, Household, MergeRecord, SearchKey

# Said of a registration itself, or written anew.
STAYING: tuple[type[Model], ...] = (SearchKey, MergeRecord, DifferentFamilies)

# [model label, field, ids]
Moved = list[Any]


def references(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Return (model, field) of every column that refers to a model and may be changed."""
    return [(holder, name) for holder, name in all_references(model) if _passes(holder)]


def all_references(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Return (model, field) of every column that refers to a model."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        holder, field = relation.related_model, relation.field  # type: ignore[union-attr]
        if isinstance(holder, type) and issubclass(holder, Model):
            found.append((holder, field.name))
    return sorted(found, key=lambda pair: (pair[0]._meta.label_lower, pair[1]))


def _passes(holder: type[Model]) -> bool:
    return not getattr(holder, "append_only", False) and holder not in STAYING


def move(source: Model, target: Model, skip: dict[str, set[int]]) -> list[Moved]:
    """Let every row that refers to the source refer to the target; return which did.

    ``skip`` names rows by model label that stay. Raises IntegrityError where two rows clash.
    """
    moved: list[Moved] = []
    for holder, field in references(type(source)):
        label = holder._meta.label_lower
        rows = holder._base_manager.filter(**{field: source.pk})
        ids = sorted(set(rows.values_list("pk", flat=True)) - skip.get(label, set()))
        if ids:
            holder._base_manager.filter(pk__in=ids).update(**{field: target.pk})
            moved.append([label, field, ids])
    return moved


def move_back(moved: list[Moved], source: int, target: int) -> None:
    """Let the rows of ``move`` refer to the source again, unless they were given away since."""
    for label, field, ids in reversed(moved):
        rows = apps.get_model(label)._base_manager.filter(pk__in=ids)
        rows.filter(**{field: target}).update(**{field: source})


def needless_homes(kept: Household, gone: Household) -> set[int]:
    """Return ids of second families that would say nothing after the merge: the child is there."""
    there = set(kept.shared_children.values_list("pk", flat=True))
    there |= set(kept.children.values_list("pk", flat=True))
    rows = ChildHome.objects.filter(household=gone, child_id__in=there)
    return set(rows.values_list("pk", flat=True))
