-- The two database roles, once for a cluster, as a superuser. The owner migrates, seeds and backs up; web and worker are
-- paritrana_app, which owns nothing and therefore cannot switch off a trigger or a row policy. On a server of your own
-- give both a password (ALTER ROLE ... PASSWORD) or let pg_hba.conf know them.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'paritrana_owner') THEN
        CREATE ROLE paritrana_owner LOGIN CREATEDB;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'paritrana_app') THEN
        CREATE ROLE paritrana_app LOGIN;
    END IF;
END
$$;
