-- Triage by what stands around a record: signature, score and evidence, beside the judgement of the pair, which stays as it is.
--
-- An insurer sees what its own records, the registry and a double qualification say; who sees all insurers' records sees what
-- all of them say. The second is stored only where it differs, as a row that no tenant can see (`nationwide`). A hold has the
-- values by which the queue is ordered, both of them; a tenant has no right to read the columns of the second.

CREATE TABLE triage (
    judgement bigint NOT NULL REFERENCES judgement,
    nationwide boolean NOT NULL,
    insurer_number text NOT NULL,
    signature text NOT NULL,
    score double precision CHECK (score BETWEEN 0 AND 1),
    evidence text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (judgement, nationwide)
);
ALTER TABLE triage ENABLE ROW LEVEL SECURITY;
ALTER TABLE triage FORCE ROW LEVEL SECURITY;
CREATE POLICY national ON triage TO totsugo_national USING (true) WITH CHECK (true);
CREATE POLICY tenant ON triage FOR SELECT TO totsugo_tenant
    USING (NOT nationwide AND insurer_number = (SELECT NULLIF(current_setting('totsugo.insurer', true), '')));
GRANT SELECT ON triage TO totsugo_tenant;
GRANT SELECT, INSERT, DELETE ON triage TO totsugo_national;

ALTER TABLE hold ADD COLUMN national_signature text, ADD COLUMN national_score double precision;
ALTER TABLE hold NO FORCE ROW LEVEL SECURITY;
UPDATE hold SET national_signature = signature, national_score = score;
ALTER TABLE hold FORCE ROW LEVEL SECURITY;
ALTER TABLE hold ALTER COLUMN national_signature SET NOT NULL;
DROP INDEX hold_national_queue;
CREATE INDEX hold_national_queue ON hold (state, national_score DESC NULLS LAST, hold);
REVOKE SELECT ON hold FROM totsugo_tenant;
GRANT SELECT (hold, version, judgement, insurer_number, state, verdict, class, scope, cause, signature, score,
    enrolment_fingerprint, resident_fingerprint, origin, opened_at, closed_at) ON hold TO totsugo_tenant;

ALTER TABLE submission DROP CONSTRAINT submission_state_check;
ALTER TABLE submission ADD CHECK (state IN ('received', 'judging', 'opening', 'triage', 'done'));
ALTER TABLE run DROP CONSTRAINT run_state_check;
ALTER TABLE run ADD CHECK (state IN ('judging', 'opening', 'triage', 'done'));

-- Who shares a number, a birth date, or the row above in a file. A birth date that is written neither as YYYYMMDD nor as
-- YYYY-MM-DD is found under the empty text.
DROP INDEX enrolment_person;
CREATE INDEX enrolment_person ON enrolment (person_key, version) WHERE is_current;
CREATE INDEX enrolment_birth ON enrolment (birth_key, version) WHERE is_current;
CREATE INDEX submission_row_version ON submission_row (version);
CREATE FUNCTION plain_date(written text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN written ~ '^[0-9]{8}$' THEN written
        WHEN written ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN replace(written, '-', '') ELSE '' END;
CREATE INDEX resident_birth ON resident (plain_date(birth_date), person_key);
