-- Records, what was judged of them, what is withheld, and what the lookup may answer.
--
-- The last table, eligibility, is the point of all the others: a row in it makes a record answerable. It holds nothing of its
-- own but references, and the references carry the conditions: a row can only exist while the version is the current one and its
-- latest judgement does not withhold it, or while a release was decided on exactly the two fingerprints of that judgement.
-- Whoever changes one of these first has to remove the row: the database refuses the rest.

CREATE FUNCTION fingerprint(VARIADIC items text[]) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN encode(substring(sha256(convert_to(array_to_json(items)::text, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid;

CREATE TABLE vault_seal (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    seal uuid NOT NULL
);

CREATE TABLE registry_epoch (
    epoch bigint PRIMARY KEY CHECK (epoch > 0),
    digest bytea NOT NULL,
    file_name text NOT NULL,
    rows bigint NOT NULL,
    usable bigint NOT NULL CHECK (usable BETWEEN 0 AND rows),
    defects jsonb NOT NULL,
    warnings jsonb NOT NULL,
    withdrawn bigint NOT NULL DEFAULT 0,
    is_current boolean NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX registry_epoch_one_current ON registry_epoch (is_current) WHERE is_current;

-- One partition per epoch, so that an old one is dropped and not deleted row by row.
CREATE TABLE resident (
    epoch bigint NOT NULL,
    person_key uuid NOT NULL,
    name text NOT NULL,
    name_kana text NOT NULL,
    birth_date text NOT NULL,
    sex text NOT NULL,
    postal_code text NOT NULL,
    address text NOT NULL,
    alias text NOT NULL,
    former_name text NOT NULL,
    name_roman text NOT NULL,
    "foreign" boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('1', '2', '3')),
    protected boolean NOT NULL,
    fingerprint uuid NOT NULL,
    PRIMARY KEY (epoch, person_key)
) PARTITION BY LIST (epoch);

-- insurer_number '' is a file of several insurers, which no insurer ever sees.
CREATE TABLE submission (
    submission uuid PRIMARY KEY,
    insurer_number text NOT NULL,
    digest bytea NOT NULL,
    file_name text NOT NULL,
    encoding text NOT NULL,
    rows bigint NOT NULL CHECK (rows >= 0),
    defects jsonb NOT NULL,
    warnings jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'judging', 'opening', 'done')),
    next_row bigint NOT NULL DEFAULT 1,
    verdicts jsonb NOT NULL DEFAULT '{}',
    holds bigint NOT NULL DEFAULT 0,
    epoch bigint REFERENCES registry_epoch,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz,
    UNIQUE (insurer_number, digest),
    CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE INDEX submission_latest ON submission (received_at DESC, submission);
CREATE INDEX submission_unfinished ON submission (received_at) WHERE state <> 'done';

-- The versions of every record. Of one identity at most one version is the current one.
CREATE TABLE enrolment (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    insurer_number text NOT NULL CHECK (insurer_number ~ '^[0-9]{8}$'),
    symbol text NOT NULL,
    number text NOT NULL,
    branch text NOT NULL,
    qualified_from text NOT NULL CHECK (qualified_from ~ '^[0-9]{8}$'),
    birth_key text NOT NULL CHECK (birth_key ~ '^[0-9]{8}$'),
    valid_from date NOT NULL,
    valid_to date,
    person_key uuid,
    name text NOT NULL,
    name_kana text NOT NULL,
    birth_date text NOT NULL,
    sex text NOT NULL,
    postal_code text NOT NULL,
    address text NOT NULL,
    check_basis text NOT NULL,
    relation text NOT NULL,
    qualified_to text NOT NULL,
    fingerprint uuid NOT NULL,
    is_current boolean NOT NULL,
    submission uuid REFERENCES submission,
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    superseded_at timestamptz,
    CHECK (is_current = (superseded_at IS NULL)),
    UNIQUE (version, is_current, fingerprint)
);
CREATE UNIQUE INDEX enrolment_one_current ON enrolment (insurer_number, symbol, number, branch, qualified_from)
    WHERE is_current;
CREATE INDEX enrolment_person ON enrolment (person_key) WHERE is_current;

-- Versions that were withdrawn or corrected and not checked since.
CREATE TABLE recheck (
    version bigint PRIMARY KEY REFERENCES enrolment
);

CREATE TABLE run (
    run uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    epoch bigint NOT NULL REFERENCES registry_epoch,
    rules_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('judging', 'opening', 'done')),
    next_version bigint NOT NULL DEFAULT 0,
    first_judgement bigint NOT NULL,
    enrolments bigint NOT NULL DEFAULT 0,
    judged bigint NOT NULL DEFAULT 0,
    verdicts jsonb NOT NULL DEFAULT '{}',
    holds_opened bigint NOT NULL DEFAULT 0,
    holds_closed bigint NOT NULL DEFAULT 0,
    reopened bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz,
    CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE UNIQUE INDEX run_one_unfinished ON run ((true)) WHERE state <> 'done';

-- What was found of one exact pair under one set of rules. resident_fingerprint is all zeros where there is no resident.
CREATE TABLE judgement (
    judgement bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version bigint NOT NULL REFERENCES enrolment,
    insurer_number text NOT NULL,
    epoch bigint NOT NULL,
    origin uuid NOT NULL,
    rules_hash text NOT NULL,
    policy text NOT NULL,
    enrolment_fingerprint uuid NOT NULL,
    resident_fingerprint uuid NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('MATCHED', 'MISMATCHED', 'NOT_FOUND', 'INACTIVE', 'NO_NUMBER')),
    class smallint CHECK (class IN (1, 2, 3)),
    scope text NOT NULL CHECK (scope IN ('', 'medical', 'eligibility+medical')),
    name_level text NOT NULL,
    name_kana_level text NOT NULL,
    birth_date_level text NOT NULL,
    sex_level text NOT NULL,
    address_level text NOT NULL,
    cause text NOT NULL,
    signature text NOT NULL,
    score double precision CHECK (score BETWEEN 0 AND 1),
    evidence text NOT NULL,
    is_latest boolean NOT NULL,
    judged_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    withheld boolean GENERATED ALWAYS AS
        (NOT (verdict = 'MATCHED' OR (verdict = 'MISMATCHED' AND scope <> 'eligibility+medical'))) STORED NOT NULL,
    medical_withheld boolean GENERATED ALWAYS AS
        (NOT (verdict = 'MATCHED' OR (verdict = 'MISMATCHED' AND scope = ''))) STORED NOT NULL,
    CHECK (verdict <> 'MATCHED'
        OR (scope = '' AND resident_fingerprint <> '00000000-0000-0000-0000-000000000000')),
    CHECK (verdict IN ('MATCHED', 'MISMATCHED') OR scope = 'eligibility+medical'),
    CHECK (policy <> 'stop_all' OR verdict = 'MATCHED' OR scope = 'eligibility+medical'),
    UNIQUE (judgement, version, is_latest, enrolment_fingerprint, resident_fingerprint, withheld, medical_withheld)
);
CREATE UNIQUE INDEX judgement_one_latest ON judgement (version) WHERE is_latest;

-- Every physical row of a submission: rejected with a defect, or a version with its judgement once there is one.
CREATE TABLE submission_row (
    submission uuid NOT NULL REFERENCES submission,
    row bigint NOT NULL CHECK (row > 0),
    tenant text NOT NULL,
    insurer_number text NOT NULL,
    symbol text NOT NULL,
    number text NOT NULL,
    branch text NOT NULL,
    defect text,
    version bigint REFERENCES enrolment,
    judgement bigint REFERENCES judgement,
    PRIMARY KEY (submission, row),
    CHECK ((defect IS NULL) = (version IS NOT NULL)),
    CHECK (judgement IS NULL OR version IS NOT NULL)
);

CREATE TABLE hold (
    hold uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    version bigint NOT NULL REFERENCES enrolment,
    judgement bigint NOT NULL REFERENCES judgement,
    insurer_number text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'released', 'corrected', 'superseded', 'closed')),
    verdict text NOT NULL,
    class smallint,
    scope text NOT NULL CHECK (scope IN ('medical', 'eligibility+medical')),
    cause text NOT NULL,
    signature text NOT NULL,
    score double precision,
    enrolment_fingerprint uuid NOT NULL,
    resident_fingerprint uuid NOT NULL,
    origin uuid NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_at timestamptz,
    CHECK ((state = 'open') = (closed_at IS NULL)),
    UNIQUE (hold, version, enrolment_fingerprint, resident_fingerprint)
);
CREATE UNIQUE INDEX hold_one_live ON hold (version) WHERE state IN ('open', 'released');
CREATE INDEX hold_queue ON hold (state, insurer_number, score DESC NULLS LAST, hold);
CREATE INDEX hold_national_queue ON hold (state, score DESC NULLS LAST, hold);
CREATE INDEX hold_origin ON hold (origin);

CREATE TABLE decision (
    decision bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hold uuid NOT NULL,
    version bigint NOT NULL,
    insurer_number text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('release', 'correct')),
    reason text NOT NULL,
    text text NOT NULL,
    subject text NOT NULL CHECK (subject <> ''),
    role text NOT NULL,
    enrolment_fingerprint uuid NOT NULL,
    resident_fingerprint uuid NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (kind <> 'release' OR reason <> ''),
    FOREIGN KEY (hold, version, enrolment_fingerprint, resident_fingerprint)
        REFERENCES hold (hold, version, enrolment_fingerprint, resident_fingerprint),
    UNIQUE (decision, version, kind, enrolment_fingerprint, resident_fingerprint)
);
CREATE INDEX decision_of_hold ON decision (hold, decision);

CREATE TABLE eligibility (
    version bigint PRIMARY KEY,
    insurer_number text NOT NULL,
    is_current boolean NOT NULL DEFAULT true CHECK (is_current),
    is_latest boolean NOT NULL DEFAULT true CHECK (is_latest),
    enrolment_fingerprint uuid NOT NULL,
    resident_fingerprint uuid NOT NULL,
    judgement bigint NOT NULL,
    withheld boolean NOT NULL,
    medical_withheld boolean NOT NULL,
    decision bigint,
    decision_kind text CHECK (decision_kind = 'release'),
    medical boolean NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT eligibility_of_the_current_version FOREIGN KEY (version, is_current, enrolment_fingerprint)
        REFERENCES enrolment (version, is_current, fingerprint),
    CONSTRAINT eligibility_on_the_latest_judgement FOREIGN KEY
        (judgement, version, is_latest, enrolment_fingerprint, resident_fingerprint, withheld, medical_withheld)
        REFERENCES judgement
        (judgement, version, is_latest, enrolment_fingerprint, resident_fingerprint, withheld, medical_withheld),
    CONSTRAINT eligibility_by_a_release_of_this_pair FOREIGN KEY
        (decision, version, decision_kind, enrolment_fingerprint, resident_fingerprint)
        REFERENCES decision (decision, version, kind, enrolment_fingerprint, resident_fingerprint),
    CONSTRAINT eligibility_matched_or_released CHECK (decision IS NOT NULL OR NOT withheld),
    CONSTRAINT eligibility_medical_matched_or_released CHECK (decision IS NOT NULL OR NOT (medical AND medical_withheld)),
    CONSTRAINT eligibility_decision_whole CHECK ((decision IS NULL) = (decision_kind IS NULL))
);
