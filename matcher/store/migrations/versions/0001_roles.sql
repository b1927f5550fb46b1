-- Three roles, none of which can log in or owns a table; every transaction takes exactly one of them.
--
-- totsugo_tenant   sees the rows of the insurer named by the setting totsugo.insurer, and nothing while it is not set
-- totsugo_national sees all rows: registry, runs, operators
-- totsugo_lookup   sees only what is answerable at this moment, and of that only what the answer says

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['totsugo_tenant', 'totsugo_national', 'totsugo_lookup'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- another database of this server was set up at the same moment
        END;
        BEGIN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        EXCEPTION WHEN insufficient_privilege THEN
            IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
                RAISE;
            END IF;
        END;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA totsugo TO totsugo_tenant, totsugo_national, totsugo_lookup;

GRANT SELECT ON registry_epoch TO totsugo_tenant;
GRANT SELECT (epoch, person_key, fingerprint) ON resident TO totsugo_tenant;
GRANT SELECT, INSERT ON submission, submission_row, enrolment, decision, eligibility TO totsugo_tenant;
GRANT UPDATE (is_current, superseded_at) ON enrolment TO totsugo_tenant;
GRANT SELECT ON judgement, hold TO totsugo_tenant;
GRANT UPDATE (state, closed_at) ON hold TO totsugo_tenant;
GRANT DELETE ON eligibility TO totsugo_tenant;
GRANT SELECT, INSERT ON recheck TO totsugo_tenant;
GRANT INSERT ON audit_log TO totsugo_tenant, totsugo_national, totsugo_lookup;

GRANT SELECT, INSERT, UPDATE ON registry_epoch, submission, submission_row, enrolment, run, judgement, hold, eligibility
    TO totsugo_national;
GRANT SELECT ON resident TO totsugo_national;
GRANT SELECT, INSERT, DELETE ON recheck TO totsugo_national;
GRANT SELECT, INSERT ON vault_seal TO totsugo_national;
GRANT SELECT, INSERT ON decision TO totsugo_national;
GRANT DELETE ON eligibility TO totsugo_national;
GRANT SELECT ON audit_log, audit_chain TO totsugo_national;

GRANT SELECT (version, medical) ON eligibility TO totsugo_lookup;
GRANT SELECT (version, insurer_number, symbol, number, branch, birth_key, valid_from, valid_to, relation, person_key, is_current)
    ON enrolment TO totsugo_lookup;

DO $$
DECLARE
    guarded record;
BEGIN
    FOR guarded IN SELECT * FROM (VALUES
        ('submission', 'insurer_number'), ('submission_row', 'tenant'), ('enrolment', 'insurer_number'),
        ('judgement', 'insurer_number'), ('hold', 'insurer_number'), ('decision', 'insurer_number'),
        ('eligibility', 'insurer_number')) AS listed (relation, tenant)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded.relation);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded.relation);
        EXECUTE format('CREATE POLICY national ON %I TO totsugo_national USING (true) WITH CHECK (true)', guarded.relation);
        EXECUTE format(
            'CREATE POLICY tenant ON %1$I TO totsugo_tenant '
            'USING (%2$I = (SELECT NULLIF(current_setting(''totsugo.insurer'', true), ''''))) '
            'WITH CHECK (%2$I = (SELECT NULLIF(current_setting(''totsugo.insurer'', true), '''')))',
            guarded.relation, guarded.tenant);
    END LOOP;
END $$;
CREATE POLICY lookup ON eligibility FOR SELECT TO totsugo_lookup USING (true);
CREATE POLICY lookup ON enrolment FOR SELECT TO totsugo_lookup
    USING (is_current AND EXISTS (SELECT FROM eligibility WHERE eligibility.version = enrolment.version));

-- The service may load, publish and drop the partition of an epoch, and nothing else of the kind. A partition is filled before
-- it is attached, so that judging goes on while a registry is loaded.
CREATE FUNCTION open_epoch(number bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = totsugo, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TABLE resident_%1$s (LIKE resident INCLUDING ALL, CHECK (epoch = %1$s))', number);
    EXECUTE format('GRANT SELECT, INSERT ON resident_%s TO totsugo_national', number);
END $$;
CREATE FUNCTION attach_epoch(number bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = totsugo, pg_temp AS $$
BEGIN
    EXECUTE format('REVOKE ALL ON resident_%s FROM totsugo_national', number);
    EXECUTE format('ALTER TABLE resident ATTACH PARTITION resident_%1$s FOR VALUES IN (%1$s)', number);
    EXECUTE format('ANALYZE resident_%s', number);
END $$;
CREATE FUNCTION drop_epoch(number bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = totsugo, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_epoch WHERE epoch = number AND is_current) THEN
        RAISE EXCEPTION 'epoch % is the current one', number;
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS resident_%s', number);
END $$;
CREATE FUNCTION refresh_statistics() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = totsugo, pg_temp AS $$
    ANALYZE enrolment, judgement, hold, eligibility, submission_row;
$$;
REVOKE ALL ON FUNCTION open_epoch(bigint), attach_epoch(bigint), drop_epoch(bigint), refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_epoch(bigint), attach_epoch(bigint), drop_epoch(bigint), refresh_statistics()
    TO totsugo_national;
