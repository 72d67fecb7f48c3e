"""What PostgreSQL itself refuses, so that no program error and no raw SQL can change a signed text.

Each refusal carries a constraint name; ``evaluations.commands.guarding`` turns it into a sentence.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION evaluations_refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'evaluations: %', rule
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = rule;
END $$;
"""

DIGESTS = """
ALTER TABLE evaluations_revision ADD CONSTRAINT eval_revision_digest
  CHECK (sha256 = encode(sha256(convert_to(canonical_json, 'UTF8')), 'hex'));
ALTER TABLE evaluations_publication ADD CONSTRAINT eval_publication_digests CHECK (
  html_sha256 = encode(sha256(convert_to(html, 'UTF8')), 'hex')
  AND txt_sha256 = encode(sha256(convert_to(txt, 'UTF8')), 'hex')
  AND json_sha256 = encode(sha256(convert_to(json, 'UTF8')), 'hex')
  AND pdf_sha256 = encode(sha256(pdf), 'hex')
  AND json_sha256 = sha256
  AND path = ward_slug || '/' || fy || '/r' || revision_n);
"""

# Texts are written only while their documents are open; the row lock makes a writer and a
# transition wait for each other.
OPEN_TEXT = """
CREATE FUNCTION evaluations_insist_open(doc bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found_state text;
BEGIN
  SELECT state INTO found_state FROM evaluations_annualdocument WHERE id = doc FOR SHARE;
  IF found_state IS NULL OR found_state NOT IN ('draft', 'correcting') THEN
    PERFORM evaluations_refuse('eval_text_frozen');
  END IF;
END $$;

CREATE FUNCTION evaluations_insist_open_goals(goals bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  doc bigint;
BEGIN
  FOR doc IN SELECT id FROM evaluations_annualdocument
             WHERE evaluates_id = goals OR proposes_id = goals ORDER BY id
  LOOP
    PERFORM evaluations_insist_open(doc);
  END LOOP;
END $$;

CREATE FUNCTION evaluations_guard_document_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM evaluations_insist_open(OLD.document_id); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  PERFORM evaluations_insist_open(NEW.document_id);
  RETURN NEW;
END $$;

CREATE FUNCTION evaluations_guard_goal_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM evaluations_insist_open_goals(OLD.goal_set_id); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  PERFORM evaluations_insist_open_goals(NEW.goal_set_id);
  RETURN NEW;
END $$;

CREATE FUNCTION evaluations_guard_goal_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM evaluations_insist_open_goals(OLD.id);
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluations_guard_programme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM evaluations_annualdocument WHERE programme_list_id = NEW.list_id) THEN
    PERFORM evaluations_refuse('eval_text_frozen');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON evaluations_cell
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_document_text();
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON evaluations_evidence
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_document_text();
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON evaluations_goal
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_goal_text();
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON evaluations_initiative
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_goal_text();
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON evaluations_goalset
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_goal_set();
CREATE TRIGGER guard BEFORE INSERT ON evaluations_programme
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_programme();
"""

# The states of a document (rules.TRANSITIONS), each with what must be true on entering it.
STATES = """
CREATE FUNCTION evaluations_live_signatures(revision bigint, digest text)
RETURNS TABLE (sides bigint, people bigint) LANGUAGE sql STABLE AS $$
  SELECT count(DISTINCT s.side), count(DISTINCT s.person_id)
  FROM evaluations_signature s
  WHERE s.revision_id = revision AND s.sha256 = digest
    AND NOT EXISTS (SELECT 1 FROM evaluations_signaturevoid v WHERE v.signature_id = s.id)
$$;

CREATE FUNCTION evaluations_may_enter(old_row evaluations_annualdocument,
                                      new_row evaluations_annualdocument)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  rev bigint := new_row.current_revision_id;
  digest text;
  live record;
  published boolean;
BEGIN
  SELECT sha256 INTO digest FROM evaluations_revision
    WHERE id = rev AND document_id = new_row.id;
  SELECT * INTO live FROM evaluations_live_signatures(rev, digest);
  published := EXISTS (SELECT 1 FROM evaluations_publication WHERE document_id = new_row.id);
  CASE new_row.state
    WHEN 'review' THEN
      RETURN digest IS NOT NULL AND rev IS DISTINCT FROM old_row.current_revision_id
        AND rev = (SELECT id FROM evaluations_revision
                   WHERE document_id = new_row.id ORDER BY n DESC LIMIT 1);
    WHEN 'agreed' THEN
      RETURN 2 = (SELECT count(DISTINCT side) FROM evaluations_review
                  WHERE revision_id = rev AND verdict = 'ok')
        AND 2 = (SELECT count(DISTINCT person_id) FROM evaluations_review
                 WHERE revision_id = rev AND verdict = 'ok');
    WHEN 'half_signed' THEN
      RETURN live.sides = 1 AND live.people = 1;
    WHEN 'signed' THEN
      RETURN live.sides = 2 AND live.people = 2;
    WHEN 'published' THEN
      RETURN EXISTS (SELECT 1 FROM evaluations_publication WHERE revision_id = rev);
    ELSE
      IF old_row.state = 'published' THEN
        RETURN new_row.state = 'correcting' AND new_row.correction_reason <> '';
      END IF;
      IF published <> (new_row.state = 'correcting') THEN RETURN false; END IF;
      IF old_row.state = 'review' THEN
        RETURN EXISTS (SELECT 1 FROM evaluations_review
                       WHERE revision_id = rev AND verdict = 'return');
      END IF;
      RETURN live.sides = 0
        AND EXISTS (SELECT 1 FROM evaluations_refusal WHERE revision_id = rev);
  END CASE;
END $$;

CREATE FUNCTION evaluations_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' OR OLD.current_revision_id IS NOT NULL THEN
      PERFORM evaluations_refuse('eval_text_frozen');
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.current_revision_id IS NOT NULL THEN
      PERFORM evaluations_refuse('eval_document_starts_open');
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.hub_id, NEW.contract_id, NEW.fy) IS DISTINCT FROM
     (OLD.id, OLD.hub_id, OLD.contract_id, OLD.fy) THEN
    PERFORM evaluations_refuse('eval_document_identity');
  END IF;
  IF OLD.state NOT IN ('draft', 'correcting') AND
     (NEW.evaluates_id, NEW.proposes_id, NEW.boilerplate_id, NEW.programme_list_id, NEW.fy_label,
      NEW.next_label, NEW.period_from, NEW.period_to, NEW.year_no, NEW.years, NEW.year_note,
      NEW.licence, NEW.template_version, NEW.current_revision_id) IS DISTINCT FROM
     (OLD.evaluates_id, OLD.proposes_id, OLD.boilerplate_id, OLD.programme_list_id, OLD.fy_label,
      OLD.next_label, OLD.period_from, OLD.period_to, OLD.year_no, OLD.years, OLD.year_note,
      OLD.licence, OLD.template_version, OLD.current_revision_id) THEN
    PERFORM evaluations_refuse('eval_text_frozen');
  END IF;
  IF NEW.state = OLD.state THEN RETURN NEW; END IF;
  IF (OLD.state, NEW.state) NOT IN (
      ('draft', 'review'), ('correcting', 'review'),
      ('review', 'draft'), ('review', 'correcting'), ('review', 'agreed'),
      ('agreed', 'half_signed'), ('half_signed', 'signed'),
      ('agreed', 'draft'), ('agreed', 'correcting'),
      ('half_signed', 'draft'), ('half_signed', 'correcting'),
      ('signed', 'published'), ('published', 'correcting'))
     OR NOT coalesce(evaluations_may_enter(OLD, NEW), false) THEN
    PERFORM evaluations_refuse('eval_document_state');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON evaluations_annualdocument
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_state();
"""

# What the parties say is said to the current revision, in the right state, by the right people.
SAID = """
CREATE FUNCTION evaluations_document_of(revision bigint, OUT state text, OUT current boolean,
                                        OUT sha256 text, OUT hub_id bigint, OUT document_id bigint,
                                        OUT licence text)
LANGUAGE plpgsql AS $$
DECLARE
  rev_document bigint;
  rev_sha text;
BEGIN
  SELECT r.document_id, r.sha256 INTO rev_document, rev_sha
    FROM evaluations_revision r WHERE r.id = revision;
  SELECT d.state, d.current_revision_id = revision, rev_sha, d.hub_id, d.id, d.licence
    INTO state, current, sha256, hub_id, document_id, licence
    FROM evaluations_annualdocument d WHERE d.id = rev_document FOR UPDATE;
  state := coalesce(state, '');
  current := coalesce(current, false);
END $$;

CREATE FUNCTION evaluations_guard_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_n int;
BEGIN
  PERFORM 1 FROM evaluations_annualdocument
    WHERE id = NEW.document_id AND state IN ('draft', 'correcting') AND hub_id = NEW.hub_id FOR UPDATE;
  IF NOT FOUND THEN PERFORM evaluations_refuse('eval_document_state'); END IF;
  SELECT coalesce(max(n), 0) INTO last_n FROM evaluations_revision WHERE document_id = NEW.document_id;
  IF NEW.n <> last_n + 1 THEN PERFORM evaluations_refuse('eval_revision_n'); END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluations_guard_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  doc record;
BEGIN
  SELECT * INTO doc FROM evaluations_document_of(NEW.revision_id);
  IF doc.state <> 'review' OR NOT doc.current OR doc.hub_id <> NEW.hub_id THEN
    PERFORM evaluations_refuse('eval_document_state');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluations_guard_refusal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  doc record;
  rev bigint;
BEGIN
  IF TG_TABLE_NAME = 'evaluations_refusal' THEN
    rev := NEW.revision_id;
  ELSE
    SELECT revision_id INTO rev FROM evaluations_signature WHERE id = NEW.signature_id;
  END IF;
  SELECT * INTO doc FROM evaluations_document_of(rev);
  IF doc.state NOT IN ('agreed', 'half_signed') OR NOT doc.current OR doc.hub_id <> NEW.hub_id THEN
    PERFORM evaluations_refuse('eval_document_state');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluations_guard_signature() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  doc record;
  signed_on date := (NEW.at AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
  SELECT * INTO doc FROM evaluations_document_of(NEW.revision_id);
  IF doc.state NOT IN ('agreed', 'half_signed') OR NOT doc.current OR doc.hub_id <> NEW.hub_id THEN
    PERFORM evaluations_refuse('eval_document_state');
  END IF;
  IF NEW.sha256 IS DISTINCT FROM doc.sha256 OR NEW.licence <> doc.licence THEN
    PERFORM evaluations_refuse('eval_signature_digest');
  END IF;
  IF NOT EXISTS (
      SELECT 1 FROM registry_membership m JOIN registry_person p ON p.id = m.person_id
      WHERE m.id = NEW.membership_id AND m.person_id = NEW.person_id AND m.hub_id = NEW.hub_id
        AND p.is_active AND m.role = NEW.side || '_signatory'
        AND m.from_on <= signed_on AND (m.to_on IS NULL OR m.to_on >= signed_on)) THEN
    PERFORM evaluations_refuse('eval_signature_authority');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM evaluations_signingstatement t WHERE t.hub_id = NEW.hub_id
                 AND t.version = NEW.statement_version AND t.text = NEW.statement_text) THEN
    PERFORM evaluations_refuse('eval_signature_statement');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluations_guard_publication() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  doc record;
  rev evaluations_revision;
  parent evaluations_annualdocument;
  newest bigint;
BEGIN
  SELECT * INTO doc FROM evaluations_document_of(NEW.revision_id);
  SELECT * INTO rev FROM evaluations_revision WHERE id = NEW.revision_id;
  SELECT * INTO parent FROM evaluations_annualdocument WHERE id = doc.document_id;
  SELECT id INTO newest FROM evaluations_publication
    WHERE contract_id = NEW.contract_id AND fy = NEW.fy ORDER BY revision_n DESC LIMIT 1;
  IF doc.state <> 'signed' OR NOT doc.current OR doc.hub_id <> NEW.hub_id THEN
    PERFORM evaluations_refuse('eval_document_state');
  END IF;
  IF (NEW.document_id, NEW.contract_id, NEW.fy, NEW.revision_n, NEW.sha256, NEW.licence)
     IS DISTINCT FROM
     (parent.id, parent.contract_id, parent.fy, rev.n, rev.sha256, parent.licence)
     OR NEW.json IS DISTINCT FROM rev.canonical_json THEN
    PERFORM evaluations_refuse('eval_publication_revision');
  END IF;
  IF NEW.supersedes_id IS DISTINCT FROM newest THEN
    PERFORM evaluations_refuse('eval_publication_chain');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE INSERT ON evaluations_revision
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_revision();
CREATE TRIGGER guard BEFORE INSERT ON evaluations_review
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_review();
CREATE TRIGGER guard BEFORE INSERT ON evaluations_refusal
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_refusal();
CREATE TRIGGER guard BEFORE INSERT ON evaluations_signaturevoid
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_refusal();
CREATE TRIGGER guard BEFORE INSERT ON evaluations_signature
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_signature();
CREATE TRIGGER guard BEFORE INSERT ON evaluations_publication
  FOR EACH ROW EXECUTE FUNCTION evaluations_guard_publication();
"""

UNDO = """
ALTER TABLE evaluations_revision DROP CONSTRAINT IF EXISTS eval_revision_digest;
ALTER TABLE evaluations_publication DROP CONSTRAINT IF EXISTS eval_publication_digests;
DROP FUNCTION IF EXISTS evaluations_guard_publication, evaluations_guard_signature,
  evaluations_guard_refusal, evaluations_guard_review, evaluations_guard_revision,
  evaluations_document_of, evaluations_guard_state, evaluations_may_enter,
  evaluations_live_signatures, evaluations_guard_programme, evaluations_guard_goal_set,
  evaluations_guard_goal_text, evaluations_guard_document_text, evaluations_insist_open_goals,
  evaluations_insist_open, evaluations_refuse CASCADE;
"""


class Migration(migrations.Migration):
    """Digests, frozen texts, states, and who may say what."""

    dependencies = [("evaluations", "0001_initial"), ("registry", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE + DIGESTS + OPEN_TEXT + STATES + SAID, UNDO),
    ]
