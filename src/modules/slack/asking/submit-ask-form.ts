import { Inject, Injectable } from '@nestjs/common';
import type { ModalView } from '@slack/types';
import { DomainError } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Actor } from '../../../platform/database/actor';
import type { Person } from '../../directory';
import { ProfileViews, SubmitRequest } from '../../requests';
import { FIELDS } from './ask-form';
import { askedView } from './ask-form';

export interface FilledForm {
  /** The same for each press of the button of one form. */
  readonly viewId: string;
  readonly profileKey: string;
  readonly justification: string;
  readonly ticket: string | null;
  readonly durationSeconds: number;
}

/** What is said beside the fields, by their names. */
export type FieldErrors = Readonly<Record<string, string>>;

/** Makes the request of a form by the same use case as the web app. */
@Injectable()
export class SubmitAskForm {
  constructor(
    private readonly requests: SubmitRequest,
    private readonly profiles: ProfileViews,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async run(
    actor: Actor,
    person: Person,
    { viewId, ...form }: FilledForm,
  ): Promise<{ readonly view: ModalView } | { readonly errors: FieldErrors }> {
    const principal = { personId: person.id };
    try {
      const id = await this.requests.submit(actor, principal, {
        ...form,
        startsAt: null,
        idempotencyKey: `slack:${viewId}`,
      });
      const { name } = await this.profiles.one(principal, form.profileKey);
      return { view: askedView(name, `${this.environment.publicUrl}/requests/${id}`) };
    } catch (error) {
      if (error instanceof DomainError) return { errors: errorsOf(error) };
      throw error;
    }
  }
}

const SHOWN = new Set<string>(Object.values(FIELDS));
const ASKED_ALREADY =
  'This was asked already. Close this form; the request is under Requests in the web app.';

/** A refusal that belongs to no field is said beside the first: Slack has no other place that keeps what was typed. */
function errorsOf({ code, detail, extra }: DomainError): FieldErrors {
  if (code === 'requests.idempotency_key_reused') return { [FIELDS.justification]: ASKED_ALREADY };
  const faults = (extra.errors ?? []) as readonly { readonly path: string; readonly message: string }[];
  const shown = faults.filter(({ path }) => SHOWN.has(path)).map(({ path, message }) => [path, message]);
  return shown.length > 0 ? (Object.fromEntries(shown) as FieldErrors) : { [FIELDS.justification]: detail };
}
