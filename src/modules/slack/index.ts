export { SlackIdentityRepository } from './binding/slack-identity.repository';
export { IN_THE_BACKGROUND, SlackClient } from './calling/slack-client';
export { SlackFailure } from './calling/slack-failure';
export { clipped, escaped, plain } from './slack-text';
export { SlackModule } from './slack.module';
