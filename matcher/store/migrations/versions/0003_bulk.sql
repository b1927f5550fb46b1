-- Many rows at once.
--
-- A foreign key looks up, and locks, the row referred to once for each row. Where what is referred to can never go away, one look
-- at all rows of a statement says the same: it refuses a statement with a row that refers to nothing, and the tables referred
-- to are append-only, for everybody. Eligibility keeps its foreign keys (ADR 0020): what they refer to does change.

CREATE FUNCTION refuse_dangling() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    referring text := TG_ARGV[0];
    referred text := TG_ARGV[1];
    dangling boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM arrived AS a WHERE a.%1$I IS NOT NULL'
        ' AND NOT EXISTS (SELECT FROM totsugo.%2$I AS r WHERE r.%1$I = a.%1$I))', referring, referred) INTO dangling;
    IF dangling THEN
        RAISE EXCEPTION '% of % refers to no %', referring, TG_TABLE_NAME, referred USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

ALTER TABLE enrolment DROP CONSTRAINT enrolment_submission_fkey;
CREATE TRIGGER of_a_submission AFTER INSERT ON enrolment REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_dangling('submission', 'submission');

ALTER TABLE judgement DROP CONSTRAINT judgement_version_fkey;
CREATE TRIGGER of_a_version AFTER INSERT ON judgement REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_dangling('version', 'enrolment');

ALTER TABLE submission_row DROP CONSTRAINT submission_row_submission_fkey,
    DROP CONSTRAINT submission_row_version_fkey, DROP CONSTRAINT submission_row_judgement_fkey;
CREATE TRIGGER of_a_submission AFTER INSERT ON submission_row REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_dangling('submission', 'submission');
CREATE TRIGGER of_a_version AFTER INSERT ON submission_row REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_dangling('version', 'enrolment');
CREATE TRIGGER of_a_judgement AFTER INSERT ON submission_row REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_dangling('judgement', 'judgement');
CREATE TRIGGER takes_a_judgement AFTER UPDATE ON submission_row REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_dangling('judgement', 'judgement');

CREATE TRIGGER append_only BEFORE UPDATE OF submission OR DELETE OR TRUNCATE ON submission
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OF version, submission OR DELETE OR TRUNCATE ON enrolment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OF judgement, version OR DELETE OR TRUNCATE ON judgement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OF submission, version OR DELETE OR TRUNCATE ON submission_row
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every row of a submission is updated once, with its judgement: room beside it spares new entries in its indexes.
ALTER TABLE submission_row SET (fillfactor = 50);

-- Whether the five items are such that equality of the text proves them EXACT (matcher.engines.fast_path); of versions
-- registered before it is not known, and they are compared item by item.
ALTER TABLE enrolment ADD COLUMN plain boolean NOT NULL DEFAULT false;

-- A new registry is published by a switch of the current epoch, however many residents changed: what rests on a changed resident
-- is not answered from that moment on, because the lookup compares the resident of now with the one that was checked. The
-- persons who changed are kept until their records were withdrawn, a chunk at a time.
CREATE TABLE registry_change (
    epoch bigint NOT NULL,
    person_key uuid NOT NULL,
    PRIMARY KEY (epoch, person_key)
);
GRANT SELECT, INSERT, DELETE ON registry_change TO totsugo_national;

CREATE FUNCTION is_resident_of_now(person uuid, seen uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = totsugo, pg_temp
    RETURN seen = coalesce(
        (SELECT r.fingerprint FROM resident AS r
            WHERE r.epoch = (SELECT c.epoch FROM registry_epoch AS c WHERE c.is_current) AND r.person_key = person),
        '00000000-0000-0000-0000-000000000000');
REVOKE ALL ON FUNCTION is_resident_of_now(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_resident_of_now(uuid, uuid) TO totsugo_lookup;
GRANT SELECT (resident_fingerprint) ON eligibility TO totsugo_lookup;
DROP POLICY lookup ON enrolment;
CREATE POLICY lookup ON enrolment FOR SELECT TO totsugo_lookup
    USING (is_current AND EXISTS (SELECT FROM eligibility WHERE eligibility.version = enrolment.version
        AND is_resident_of_now(enrolment.person_key, eligibility.resident_fingerprint)));

-- A partition is filled without indexes, indexed once, and attached by the publishing transaction with nothing left to do.
CREATE OR REPLACE FUNCTION open_epoch(number bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = totsugo, pg_temp AS $$
BEGIN
    EXECUTE format(
        'CREATE TABLE resident_%1$s (LIKE resident INCLUDING DEFAULTS INCLUDING CONSTRAINTS, CHECK (epoch = %1$s))', number);
    EXECUTE format('GRANT SELECT, INSERT ON resident_%s TO totsugo_national', number);
END $$;
CREATE FUNCTION index_epoch(number bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = totsugo, pg_temp SET maintenance_work_mem = '256MB' AS $$
BEGIN
    EXECUTE format('ALTER TABLE resident_%s ADD PRIMARY KEY (epoch, person_key)', number);
    EXECUTE format('CREATE INDEX ON resident_%s (plain_date(birth_date), person_key)', number);
    EXECUTE format('ANALYZE resident_%s', number);
END $$;
CREATE OR REPLACE FUNCTION attach_epoch(number bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = totsugo, pg_temp AS $$
BEGIN
    EXECUTE format('REVOKE ALL ON resident_%s FROM totsugo_national', number);
    EXECUTE format('ALTER TABLE resident ATTACH PARTITION resident_%1$s FOR VALUES IN (%1$s)', number);
END $$;
DROP FUNCTION drop_epoch(bigint);
CREATE FUNCTION drop_past_epochs() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = totsugo, pg_temp SET lock_timeout = '100ms' AS $$
DECLARE
    past text;
BEGIN
    FOR past IN
        SELECT p.relname FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhrelid
        WHERE i.inhparent = 'totsugo.resident'::regclass
        AND p.relname <> ALL (SELECT 'resident_' || epoch FROM registry_epoch WHERE is_current)
    LOOP
        EXECUTE format('DROP TABLE %I', past);
    END LOOP;
EXCEPTION WHEN lock_not_available THEN
    NULL;  -- somebody reads; nothing waits for it, and the next who asks drops them
END $$;
REVOKE ALL ON FUNCTION index_epoch(bigint), drop_past_epochs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION index_epoch(bigint), drop_past_epochs() TO totsugo_national;
