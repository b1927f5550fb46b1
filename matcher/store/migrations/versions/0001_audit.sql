-- The audit log: append-only, each entry sealed by the hash of the one before it.
--
-- There are several chains because an entry locks its chain until it is committed: chain 0 is for changes, the others are
-- for lookups, so that clinics do not wait for each other. The head of the log is the hash of all heads.

CREATE TABLE audit_chain (
    chain smallint PRIMARY KEY,
    entries bigint NOT NULL,
    head bytea NOT NULL
);
INSERT INTO audit_chain SELECT chain, 0, decode(repeat('00', 32), 'hex') FROM generate_series(0, 16) AS chain;

CREATE TABLE audit_log (
    chain smallint NOT NULL REFERENCES audit_chain,
    entry bigint NOT NULL,
    at timestamptz NOT NULL,
    subject text NOT NULL CHECK (subject <> ''),
    role text NOT NULL,
    action text NOT NULL,
    insurer_number text NOT NULL,
    object text NOT NULL,
    detail jsonb NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, entry)
);

CREATE FUNCTION audit_hash(log audit_log) RETURNS bytea
    LANGUAGE sql STABLE
    RETURN sha256((log).previous || convert_to(jsonb_build_array(
        (log).chain, (log).entry, to_char((log).at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        (log).subject, (log).role, (log).action, (log).insurer_number, (log).object, (log).detail)::text, 'UTF8'));

CREATE FUNCTION audit_append() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = totsugo, pg_temp AS $$
BEGIN
    UPDATE totsugo.audit_chain SET entries = entries + 1 WHERE chain = NEW.chain
        RETURNING entries, head INTO STRICT NEW.entry, NEW.previous;
    NEW.at := clock_timestamp();
    NEW.hash := totsugo.audit_hash(NEW);
    UPDATE totsugo.audit_chain SET head = NEW.hash WHERE chain = NEW.chain;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_append BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_append();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
