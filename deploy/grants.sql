-- What paritrana_app may do, once in each database, before the first migration, as a superuser.
-- Default privileges reach every table that the owner's migrations make later; a cloned database keeps them.
ALTER SCHEMA public OWNER TO paritrana_owner;
GRANT USAGE ON SCHEMA public TO paritrana_app;
ALTER DEFAULT PRIVILEGES FOR ROLE paritrana_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO paritrana_app;
ALTER DEFAULT PRIVILEGES FOR ROLE paritrana_owner IN SCHEMA public
    GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO paritrana_app;
