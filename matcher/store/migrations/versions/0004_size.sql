-- Large files: chunks of a submission or run are worked on side by side.
--
-- All is done before next_row (after next_version for a run); `ahead` has the chunks beyond it that are done, beginning to end.

ALTER TABLE submission ADD COLUMN ahead jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(ahead) = 'object');
ALTER TABLE run ADD COLUMN ahead jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(ahead) = 'object');

-- Statistics of the columns that statements choose or join by; the autovacuum sees to the others.
CREATE OR REPLACE FUNCTION refresh_statistics() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = totsugo, pg_temp AS $$
    ANALYZE enrolment (version, insurer_number, symbol, number, branch, qualified_from, birth_key, person_key, is_current,
            submission),
        judgement (judgement, version, origin, epoch, rules_hash, resident_fingerprint, verdict, is_latest), hold,
        eligibility (version), submission_row (submission, row, version, judgement, defect);
$$;

-- A file's new versions are numbered while its rows are compared with what is there, before they are stored.
GRANT USAGE ON SEQUENCE enrolment_version_seq TO totsugo_tenant, totsugo_national;
