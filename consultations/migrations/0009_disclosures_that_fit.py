"""A disclosure is granted and handed over only with records that may still be given."""

from django.db import migrations

FIT = """
CREATE OR REPLACE FUNCTION consultations_keep_disclosure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM consultations_refuse('disclosure_kept');
  END IF;
  IF OLD.state <> NEW.state THEN
    IF (OLD.state, NEW.state) NOT IN
       (('draft', 'granted'), ('draft', 'refused'), ('granted', 'handed'))
    THEN
      PERFORM consultations_refuse('disclosure_path');
    END IF;
    IF NEW.state <> 'refused' THEN
      PERFORM 1 FROM consultations_disclosurepart part
        LEFT JOIN consultations_casetalk link ON link.case_id = part.case_id
        JOIN consultations_consultation talk
          ON talk.id IN (part.consultation_id, link.consultation_id)
        WHERE part.disclosure_id = NEW.id AND talk.guarded;
      IF FOUND THEN
        PERFORM consultations_refuse('disclosure_guarded');
      END IF;
      PERFORM 1 FROM consultations_disclosurepart part
        LEFT JOIN consultations_consultation talk ON talk.id = part.consultation_id
        LEFT JOIN consultations_case whole ON whole.id = part.case_id
        WHERE part.disclosure_id = NEW.id
          AND COALESCE(talk.household_id, whole.household_id) IS DISTINCT FROM NEW.household_id;
      IF FOUND THEN
        PERFORM consultations_refuse('disclosure_of_another');
      END IF;
    END IF;
  END IF;
  RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION consultations_keep_disclosure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM consultations_refuse('disclosure_kept');
  END IF;
  IF OLD.state <> NEW.state THEN
    IF (OLD.state, NEW.state) NOT IN
       (('draft', 'granted'), ('draft', 'refused'), ('granted', 'handed'))
    THEN
      PERFORM consultations_refuse('disclosure_path');
    END IF;
    PERFORM 1 FROM consultations_disclosurepart part
      JOIN consultations_consultation talk ON talk.id = part.consultation_id
      WHERE part.disclosure_id = NEW.id AND talk.guarded;
    IF FOUND AND NEW.state <> 'refused' THEN
      PERFORM consultations_refuse('disclosure_guarded');
    END IF;
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0008_follow_up_of_a_family")]

    operations = [migrations.RunSQL(FIT, BEFORE)]
