export { SlackIdentityRepository } from './binding/slack-identity.repository';
export { SlackMembers } from './binding/slack-members';
export { IN_THE_BACKGROUND, SlackClient } from './calling/slack-client';
export { SlackFailure } from './calling/slack-failure';
export { clipped, escaped, plain } from './slack-text';
export { SlackModule } from './slack.module';
