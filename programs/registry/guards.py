"""No record of any area is hung on a registration that went into another one.

Which tables refer to a family is read from the models, as for the merge itself (decision 0010).
"""

from django.db import connections

from programs.registry.commands.moving import all_references
from programs.registry.models import DifferentFamilies, Household, MergeRecord

MERGED_AWAY = "household_merged_away"
# What says that two registrations are one, or are not, may name both.
_ABOUT_TWO = (MergeRecord, DifferentFamilies)

# The lock is the one that the foreign key takes anyway. A merge holds both rows FOR UPDATE, so that
# who comes meanwhile waits for its end.
# One function for each name of a column, so that its plan is made once.
_FUNCTION = """
CREATE OR REPLACE FUNCTION "registry_refuse_merged_{column}"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reason text;
BEGIN
  SELECT archived_reason INTO reason FROM registry_household WHERE id = NEW."{column}" FOR KEY SHARE;
  IF reason = 'merged' THEN
    RAISE EXCEPTION 'the registration went into another one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'household_merged_away';
  END IF;
  RETURN NEW;
END $$;
"""
_TRIGGER = """
CREATE OR REPLACE TRIGGER "refuse_merged_{column}" BEFORE INSERT OR UPDATE OF "{column}" ON "{table}"
FOR EACH ROW WHEN (NEW."{column}" IS NOT NULL)
EXECUTE FUNCTION "registry_refuse_merged_{column}"()
"""


def install(using: str = "default") -> None:
    """Put the guard on every table that refers to a family. Safe to repeat."""
    with connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        for table, column in guarded():
            if table in tables:
                cursor.execute(_FUNCTION.format(column=column))
                cursor.execute(_TRIGGER.format(column=column, table=table))


def guarded() -> list[tuple[str, str]]:
    """Return (table, column) of everything that may not be hung on a merged registration."""
    return [
        (model._meta.db_table, f"{name}_id")
        for model, name in all_references(Household)
        if model not in _ABOUT_TWO
    ]
