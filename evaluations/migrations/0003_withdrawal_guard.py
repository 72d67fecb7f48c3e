"""Only a signatory of the party takes a publication back, and nobody for both parties."""

from django.db import migrations

GUARD = """
CREATE FUNCTION evaluations_guard_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said_on date := (NEW.at AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
  PERFORM 1 FROM evaluations_annualdocument d JOIN evaluations_publication p ON p.document_id = d.id
    WHERE p.id = NEW.publication_id AND d.hub_id = NEW.hub_id FOR UPDATE OF d;
  IF NOT FOUND THEN PERFORM evaluations_refuse('eval_document_state'); END IF;
  IF EXISTS (SELECT 1 FROM evaluations_withdrawal
             WHERE publication_id = NEW.publication_id AND person_id = NEW.person_id
               AND side <> NEW.side) THEN
    PERFORM evaluations_refuse('eval_withdrawal_person');
  END IF;
  IF NOT EXISTS (
      SELECT 1 FROM registry_membership m JOIN registry_person p ON p.id = m.person_id
      WHERE m.person_id = NEW.person_id AND m.hub_id = NEW.hub_id AND p.is_active
        AND m.role = NEW.side || '_signatory'
        AND m.from_on <= said_on AND (m.to_on IS NULL OR m.to_on >= said_on)) THEN
    PERFORM evaluations_refuse('eval_signature_authority');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE INSERT ON evaluations_withdrawal
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_withdrawal();
"""

UNDO = "DROP FUNCTION IF EXISTS evaluations_guard_withdrawal CASCADE;"


class Migration(migrations.Migration):
    """The same authority as for a signature."""

    dependencies = [("evaluations", "0002_guards")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
