import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row a legal step. The trigger, not the caller, says which state a row came from. */
const TRANSITIONS = `
  CREATE FUNCTION remember_prior_state() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.prior_state := OLD.state;
    RETURN NEW;
  END $$;

  CREATE TABLE request_transition (from_state text, to_state text, PRIMARY KEY (from_state, to_state));
  INSERT INTO request_transition VALUES
    ('pending', 'approved'), ('pending', 'denied'), ('pending', 'cancelled'), ('pending', 'lapsed');

  CREATE TABLE grant_transition (from_state text, to_state text, PRIMARY KEY (from_state, to_state));
  INSERT INTO grant_transition VALUES
    ('scheduled', 'claimable'), ('scheduled', 'ended'),
    ('claimable', 'active'), ('claimable', 'ending'), ('claimable', 'ended'),
    ('active', 'ending'),
    ('ending', 'ended'), ('ending', 'unconfirmed'), ('unconfirmed', 'ended');

  CREATE TABLE lease_transition (from_state text, to_state text, PRIMARY KEY (from_state, to_state));
  INSERT INTO lease_transition VALUES
    ('issuing', 'live'), ('issuing', 'ending'),
    ('live', 'issuing'), ('live', 'ending'),
    ('ending', 'ended'), ('ending', 'unconfirmed'), ('unconfirmed', 'ended');
`;

const REQUESTS = `
  CREATE TABLE access_request (
    id uuid CONSTRAINT access_request_pk PRIMARY KEY,
    version integer NOT NULL,
    requester_id uuid NOT NULL CONSTRAINT access_request_requester REFERENCES person (id),
    profile_id uuid NOT NULL CONSTRAINT access_request_profile REFERENCES access_profile (id),
    justification text NOT NULL,
    ticket text,
    duration_seconds integer NOT NULL,
    starts_at timestamptz,
    digest text NOT NULL,
    state text NOT NULL,
    prior_state text,
    decided_at timestamptz,
    lapses_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    idempotency_key text,
    CONSTRAINT access_request_state CHECK (state IN ('pending', 'approved', 'denied', 'cancelled', 'lapsed')),
    CONSTRAINT access_request_transition FOREIGN KEY (prior_state, state) REFERENCES request_transition,
    CONSTRAINT access_request_idempotency UNIQUE (requester_id, idempotency_key)
  );
  CREATE TRIGGER access_request_prior_state BEFORE UPDATE OF state ON access_request
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION remember_prior_state();
  CREATE INDEX access_request_by_requester ON access_request (requester_id, created_at DESC, id DESC);
  CREATE INDEX access_request_newest ON access_request (created_at DESC, id DESC);
  CREATE INDEX access_request_pending ON access_request (lapses_at) WHERE state = 'pending';

  -- Who was asked, and why that person, as it was when they were asked.
  CREATE TABLE approval_ask (
    request_id uuid NOT NULL CONSTRAINT approval_ask_request REFERENCES access_request (id),
    request_version integer NOT NULL,
    approver_id uuid NOT NULL CONSTRAINT approval_ask_approver REFERENCES person (id),
    because text NOT NULL,
    asked_at timestamptz NOT NULL,
    link_token_hash bytea NOT NULL CONSTRAINT approval_ask_link UNIQUE,
    sealed_link_token bytea NOT NULL,
    link_expires_at timestamptz NOT NULL,
    link_used_at timestamptz,
    CONSTRAINT approval_ask_pk PRIMARY KEY (request_id, request_version, approver_id)
  );
  CREATE INDEX approval_ask_of_approver ON approval_ask (approver_id);

  CREATE TABLE approval (
    id uuid CONSTRAINT approval_pk PRIMARY KEY,
    request_id uuid NOT NULL CONSTRAINT approval_request REFERENCES access_request (id),
    request_version integer NOT NULL,
    approver_id uuid NOT NULL CONSTRAINT approval_approver REFERENCES person (id),
    decision text NOT NULL CONSTRAINT approval_decision CHECK (decision IN ('approve', 'deny')),
    reason text,
    digest text NOT NULL,
    step_up_id uuid NOT NULL CONSTRAINT approval_step_up_once UNIQUE CONSTRAINT approval_step_up REFERENCES step_up (id),
    factor text NOT NULL,
    factor_verified_at timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT approval_once UNIQUE (request_id, request_version, approver_id),
    CONSTRAINT approval_denied_with_reason CHECK (decision = 'approve' OR length(btrim(reason)) > 0)
  );
`;

const GRANTS = `
  CREATE TABLE access_grant (
    id uuid CONSTRAINT access_grant_pk PRIMARY KEY,
    request_id uuid NOT NULL CONSTRAINT access_grant_request_unique UNIQUE
      CONSTRAINT access_grant_request REFERENCES access_request (id),
    request_version integer NOT NULL,
    request_digest text NOT NULL,
    person_id uuid NOT NULL CONSTRAINT access_grant_person REFERENCES person (id),
    profile_id uuid NOT NULL CONSTRAINT access_grant_profile REFERENCES access_profile (id),
    state text NOT NULL,
    prior_state text,
    duration_seconds integer NOT NULL,
    maximum_seconds integer NOT NULL,
    starts_at timestamptz NOT NULL,
    claim_by timestamptz NOT NULL,
    claimed_at timestamptz,
    expires_at timestamptz,
    end_reason text,
    ended_by uuid CONSTRAINT access_grant_ended_by REFERENCES person (id),
    end_asked_at timestamptz,
    ended_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT access_grant_state CHECK (
      state IN ('scheduled', 'claimable', 'active', 'ending', 'ended', 'unconfirmed')),
    CONSTRAINT access_grant_transition FOREIGN KEY (prior_state, state) REFERENCES grant_transition,
    CONSTRAINT access_grant_within_maximum CHECK (
      duration_seconds <= maximum_seconds AND expires_at <= claimed_at + make_interval(secs => maximum_seconds))
  );
  CREATE TRIGGER access_grant_prior_state BEFORE UPDATE OF state ON access_grant
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION remember_prior_state();
  CREATE INDEX access_grant_of_person ON access_grant (person_id, created_at DESC, id DESC);
  CREATE INDEX access_grant_newest ON access_grant (created_at DESC, id DESC);
  CREATE INDEX access_grant_scheduled ON access_grant (starts_at) WHERE state = 'scheduled';
  CREATE INDEX access_grant_claimable ON access_grant (claim_by) WHERE state = 'claimable';
  CREATE INDEX access_grant_deadline ON access_grant (expires_at) WHERE state = 'active';
  CREATE INDEX access_grant_in_use ON access_grant (person_id, profile_id) WHERE state = 'active';

  -- The approvals that a grant stands on; counted again, by that moment's facts, at every issue (I1).
  CREATE TABLE grant_approval (
    grant_id uuid NOT NULL CONSTRAINT grant_approval_grant REFERENCES access_grant (id),
    approval_id uuid NOT NULL CONSTRAINT grant_approval_approval REFERENCES approval (id),
    CONSTRAINT grant_approval_pk PRIMARY KEY (grant_id, approval_id)
  );

  CREATE TABLE lease (
    id uuid CONSTRAINT lease_pk PRIMARY KEY,
    grant_id uuid NOT NULL CONSTRAINT lease_grant REFERENCES access_grant (id),
    entitlement_id uuid NOT NULL CONSTRAINT lease_entitlement REFERENCES entitlement (id),
    system_id uuid NOT NULL CONSTRAINT lease_system REFERENCES system (id),
    -- The entitlement as it was when this was issued: a later change of the policy must not hide what to undo.
    entitlement_settings jsonb NOT NULL,
    target_name text NOT NULL CONSTRAINT lease_target_name_short CHECK (target_name ~ '^[a-z0-9_]{1,63}$'),
    state text NOT NULL,
    prior_state text,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    issued_at timestamptz,
    end_asked_at timestamptz,
    ended_at timestamptz,
    proof jsonb,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    last_error text,
    raised_at timestamptz,
    fence bigint NOT NULL DEFAULT 1,
    claimed_until timestamptz,
    CONSTRAINT lease_target_name_unique UNIQUE (system_id, target_name),
    CONSTRAINT lease_state CHECK (state IN ('issuing', 'live', 'ending', 'unconfirmed', 'ended')),
    CONSTRAINT lease_transition FOREIGN KEY (prior_state, state) REFERENCES lease_transition,
    CONSTRAINT lease_ended_with_proof CHECK (state <> 'ended' OR (proof IS NOT NULL AND ended_at IS NOT NULL))
  );
  CREATE TRIGGER lease_prior_state BEFORE UPDATE OF state ON lease
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION remember_prior_state();
  -- I3: at most one credential of a grant for an entitlement, whoever asks, however often, from wherever.
  CREATE UNIQUE INDEX lease_one_open ON lease (grant_id, entitlement_id) WHERE state <> 'ended';
  CREATE INDEX lease_of_grant ON lease (grant_id);
  CREATE INDEX lease_of_system ON lease (system_id, ended_at DESC);
  CREATE INDEX lease_due ON lease (expires_at) WHERE state = 'live';
  CREATE INDEX lease_in_work ON lease (next_attempt_at) WHERE state IN ('issuing', 'ending', 'unconfirmed');
`;

/** Nothing of a request, a grant or a lease is ever deleted; what was decided is never changed. */
const RIGHTS = `
  GRANT SELECT ON request_transition, grant_transition, lease_transition TO sallyport_app;
  GRANT SELECT, INSERT, UPDATE ON access_request, approval_ask, access_grant, lease TO sallyport_app;
  GRANT SELECT, INSERT ON approval, grant_approval TO sallyport_app;
`;

export class RequestsAndGrants1763800000003 implements MigrationInterface {
  name = 'RequestsAndGrants1763800000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [TRANSITIONS, REQUESTS, GRANTS, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
