"""What a party says is said by the person at work, in a role of that party; a history is kept.

The triggers fire after ``guard`` (by name), so that the document is locked and in the right state.
"""

from django.db import migrations

# The roles are those of hubsite/policy: DRAFTERS and SIGNATORIES answer a revision, SIGNATORIES
# sign, refuse and take back.
MEMBERS = """
CREATE OR REPLACE FUNCTION evaluations_person_at_work() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT NULLIF(current_setting('app.person', true), '')::bigint
$$;

CREATE OR REPLACE FUNCTION evaluations_said_by_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said_on date := (NEW.at AT TIME ZONE 'Asia/Tokyo')::date;
  roles text[] := ARRAY[NEW.side || '_signatory'];
BEGIN
  IF TG_ARGV[0] = 'drafters too' THEN
    roles := roles || CASE NEW.side WHEN 'operator' THEN 'director'::text
                                    WHEN 'ward' THEN 'ward_officer'::text END;
  END IF;
  IF NEW.person_id IS DISTINCT FROM evaluations_person_at_work() OR NOT EXISTS (
      SELECT 1 FROM registry_membership m JOIN registry_person p ON p.id = m.person_id
      WHERE m.person_id = NEW.person_id AND m.hub_id = NEW.hub_id AND p.is_active
        AND m.role = ANY (roles)
        AND m.from_on <= said_on AND (m.to_on IS NULL OR m.to_on >= said_on)) THEN
    PERFORM evaluations_refuse('eval_said_by_member');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER said_by_member BEFORE INSERT ON evaluations_review
  FOR EACH ROW EXECUTE FUNCTION evaluations_said_by_member('drafters too');
CREATE TRIGGER said_by_member BEFORE INSERT ON evaluations_refusal
  FOR EACH ROW EXECUTE FUNCTION evaluations_said_by_member('signatories');
CREATE TRIGGER said_by_member BEFORE INSERT ON evaluations_signaturevoid
  FOR EACH ROW EXECUTE FUNCTION evaluations_said_by_member('signatories');
CREATE TRIGGER said_by_member BEFORE INSERT ON evaluations_signature
  FOR EACH ROW EXECUTE FUNCTION evaluations_said_by_member('signatories');
CREATE TRIGGER said_by_member BEFORE INSERT ON evaluations_withdrawal
  FOR EACH ROW EXECUTE FUNCTION evaluations_said_by_member('signatories');
"""

# A person's saves of one sitting become one entry (commands.remember): nothing else changes it.
HISTORY = """
CREATE OR REPLACE FUNCTION evaluations_keep_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.person_id IS DISTINCT FROM evaluations_person_at_work()
     OR to_jsonb(NEW) - 'after' - 'at' IS DISTINCT FROM to_jsonb(OLD) - 'after' - 'at' THEN
    PERFORM evaluations_refuse('eval_change_kept');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON evaluations_textchange
  FOR EACH ROW EXECUTE FUNCTION evaluations_keep_change();
"""

UNDO = """
DROP FUNCTION IF EXISTS evaluations_keep_change, evaluations_said_by_member CASCADE;
DROP FUNCTION IF EXISTS evaluations_person_at_work;
"""


class Migration(migrations.Migration):
    """Neither another person's word nor another party's, and no history rewritten."""

    dependencies = [
        ("evaluations", "0003_withdrawal_guard"),
        ("registry", "0001_initial"),
    ]

    operations = [migrations.RunSQL(MEMBERS + HISTORY, UNDO)]
