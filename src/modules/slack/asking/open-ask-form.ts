import { Inject, Injectable } from '@nestjs/common';
import type { ModalView } from '@slack/types';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { SlackWorkspace } from '../../catalog';
import type { Person } from '../../directory';
import { type ProfileView, ProfileViews } from '../../requests';
import { SlackClient, WHILE_SOMEBODY_WAITS } from '../calling/slack-client';
import { askForm, profileForm } from './ask-form';

/** Opens the form in front of somebody: only what they may ask for stands in it. */
@Injectable()
export class OpenAskForm {
  constructor(
    private readonly profiles: ProfileViews,
    private readonly slack: SlackClient,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** `words` narrow the list down. Undefined where there is nothing to choose from. */
  async formFor(person: Person, words: string): Promise<ModalView | undefined> {
    const { items } = await this.profiles.list({ personId: person.id });
    const possible = items.filter(({ eligibility }) => eligibility.eligible);
    const named = possible.filter((profile) => isNamed(profile, words));
    const offered = named.length > 0 ? named : possible;
    if (offered.length === 0) return undefined;
    return offered.length === 1 ? askForm(offered[0]) : profileForm(offered, this.profilesPage);
  }

  /** @throws SlackFailure */
  async show(workspace: SlackWorkspace, triggerId: string, view: ModalView): Promise<void> {
    await this.slack.call(workspace, WHILE_SOMEBODY_WAITS, (client) =>
      client.views.open({ trigger_id: triggerId, view }),
    );
  }

  /** The second step of the form, for a profile that was chosen in the first. */
  async secondStep(person: Person, profileKey: string): Promise<ModalView> {
    return askForm(await this.profiles.one({ personId: person.id }, profileKey));
  }

  get profilesPage(): string {
    return `${this.environment.publicUrl}/profiles`;
  }
}

const isNamed = ({ key, name }: ProfileView, words: string): boolean =>
  `${key} ${name}`.toLowerCase().includes(words.trim().toLowerCase());
