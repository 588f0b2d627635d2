import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people are told. Ids alone: what it says is read when it is sent, so that a message says what is true then. */
const NOTIFICATIONS = `
  CREATE TABLE notification (
    id uuid CONSTRAINT notification_pk PRIMARY KEY,
    kind text NOT NULL,
    person_id uuid NOT NULL CONSTRAINT notification_person REFERENCES person (id),
    subject_id uuid NOT NULL,
    -- What of its subject is told: a version, a deadline. The same is told to the same person once.
    topic text NOT NULL,
    -- Counts up whenever what it says has changed; copies that were delivered are brought up to it.
    revision integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    CONSTRAINT notification_once UNIQUE (kind, person_id, subject_id, topic)
  );
  CREATE INDEX notification_about ON notification (subject_id);
  CREATE INDEX notification_old ON notification (created_at);

  CREATE TABLE notification_delivery (
    notification_id uuid NOT NULL
      CONSTRAINT notification_delivery_of REFERENCES notification (id) ON DELETE CASCADE,
    channel text NOT NULL CONSTRAINT notification_delivery_channel CHECK (channel IN ('mail', 'slack')),
    state text NOT NULL CONSTRAINT notification_delivery_state
      CHECK (state IN ('waiting', 'delivered', 'withdrawn', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    -- Counts every claim; a worker that lost its claim settles nothing.
    fence bigint NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL,
    -- Of the copy that is out; 0: none is.
    revision integer NOT NULL DEFAULT 0,
    reference text,
    last_failure text,
    settled_at timestamptz,
    CONSTRAINT notification_delivery_pk PRIMARY KEY (notification_id, channel)
  );
  CREATE INDEX notification_delivery_due ON notification_delivery (channel, next_try_at) WHERE state = 'waiting';
  CREATE INDEX notification_delivery_failed ON notification_delivery (settled_at DESC) WHERE state = 'failed';
`;

/** How far the audit trail has been told. What is not sealed yet is told too, and remembered here until it is. */
const FOLLOWING = `
  CREATE TABLE notification_progress (
    only_one boolean CONSTRAINT notification_progress_pk PRIMARY KEY DEFAULT true
      CONSTRAINT notification_progress_one CHECK (only_one),
    told_up_to bigint NOT NULL
  );
  -- What happened before there were notifications is no news.
  INSERT INTO notification_progress (told_up_to) SELECT coalesce(max(seq), -1) FROM audit_event;

  CREATE TABLE told_event (
    event_id uuid CONSTRAINT told_event_pk PRIMARY KEY,
    told_at timestamptz NOT NULL
  );
  CREATE INDEX told_event_old ON told_event (told_at);
`;

/** Without a row a person has the defaults. Security notices are in no column: nobody switches them off. */
const PREFERENCES = `
  CREATE TABLE notification_preference (
    person_id uuid CONSTRAINT notification_preference_pk PRIMARY KEY
      CONSTRAINT notification_preference_person REFERENCES person (id),
    channels text[] NOT NULL CONSTRAINT notification_preference_channels
      CHECK (channels <@ ARRAY['mail', 'slack'] AND cardinality(channels) > 0),
    own_requests boolean NOT NULL,
    own_access boolean NOT NULL,
    minutes_before_end integer NOT NULL CONSTRAINT notification_preference_minutes
      CHECK (minutes_before_end BETWEEN 1 AND 60),
    changed_at timestamptz NOT NULL
  );
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON notification, notification_delivery TO sallyport_app;
  GRANT SELECT, UPDATE ON notification_progress TO sallyport_app;
  GRANT SELECT, INSERT, DELETE ON told_event TO sallyport_app;
  GRANT SELECT, INSERT, UPDATE ON notification_preference TO sallyport_app;
`;

export class Notifications1763800000019 implements MigrationInterface {
  name = 'Notifications1763800000019';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [NOTIFICATIONS, FOLLOWING, PREFERENCES, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
