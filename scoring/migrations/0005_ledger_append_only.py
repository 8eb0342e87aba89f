from django.db import migrations

# TRUNCATE stays possible for whoever was granted it: only test databases grant it.
FORWARD = """
CREATE FUNCTION scoring_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'scoring_event is append-only';
END $$;
CREATE TRIGGER scoring_event_append_only BEFORE UPDATE OR DELETE ON scoring_event
    FOR EACH ROW EXECUTE FUNCTION scoring_event_refuse();
"""
BACKWARD = """
DROP TRIGGER scoring_event_append_only ON scoring_event;
DROP FUNCTION scoring_event_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_ledger")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
