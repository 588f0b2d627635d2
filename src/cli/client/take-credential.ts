import { named } from './named';
import { SECOND } from '../../kernel';
import { type Api, OutOfReach } from './api';
import { credential, type Credential, grants } from './answers';
import { type ChosenLogIn, chooseLogIn, type Wanted } from './choose-grant';
import type { ClientContext } from './context';
import { KeptCredentials, type KeptCredential, usableUntil } from './kept-credentials';
import { proveFactor } from './prove-factor';
import { span } from './words';

export interface TakeOptions {
  /** Milliseconds after which a log-in that was taken counts as too old for this use. */
  readonly freshFor?: number;
}

/**
 * The log-in of the person's grant: the one that was taken before while it is good, otherwise a new one, for a code typed at
 * the terminal. The broker is asked each time, so that nothing is handed on that has ended; only while it cannot be
 * reached, what was taken serves until its own end.
 */
export async function takeCredential(
  context: ClientContext,
  api: Api,
  wanted: Wanted,
  options: TakeOptions = {},
): Promise<Credential> {
  const kept = new KeptCredentials(context.settings.cacheFolder, api.server);
  const now = context.clock.now();
  const known = kept.all(now).filter((one) => isFresh(one, now, options));
  try {
    const { items } = await api.get('/grants?scope=mine&limit=200', grants);
    const live = new Set(items.flatMap(({ leases }) => leases.filter(isLive).map(({ id }) => id)));
    for (const one of known) if (!live.has(one.credential.leaseId)) kept.drop(one);
    const chosen = chooseLogIn(items, { ...wanted, what: named(api, wanted.what) });
    const serving = known.find((one) => live.has(one.credential.leaseId) && isOf(one, chosen));
    if (serving) return serving.credential;
    return await claim(context, api, kept, chosen);
  } catch (error) {
    const serving = error instanceof OutOfReach ? known.find((one) => answers(one, wanted)) : undefined;
    if (!serving) throw error;
    context.say(`${error instanceof Error ? error.message : ''} Using the log-in taken before.\n`);
    return serving.credential;
  }
}

const isLive = ({ state }: { readonly state: string }): boolean => state === 'live';

const isFresh = ({ issuedAt }: KeptCredential, now: Date, { freshFor }: TakeOptions): boolean =>
  freshFor === undefined || now.getTime() - Date.parse(issuedAt) < freshFor;

const isOf = (one: KeptCredential, { grant, entitlement }: ChosenLogIn): boolean =>
  one.grantId === grant.id && one.entitlementId === entitlement.id;

const answers = ({ grantId, profile, kind }: KeptCredential, wanted: Wanted): boolean =>
  kind === wanted.kind && (grantId === wanted.what || profile === wanted.what);

async function claim(
  context: ClientContext,
  api: Api,
  kept: KeptCredentials,
  chosen: ChosenLogIn,
): Promise<Credential> {
  const { grant, entitlement } = chosen;
  const replace = grant.leases.some((lease) => isLive(lease) && lease.entitlement.id === entitlement.id);
  const digest = replace ? entitlement.replaceDigest : entitlement.claimDigest;
  const stepUpToken = await proveFactor(context, api, wordsOf(chosen, replace), {
    action: 'grants.claim',
    subjectId: grant.id,
    digest,
  });
  const body = { digest, entitlementId: entitlement.id, replace };
  const taken = await api.post(`/grants/${grant.id}/credential`, credential, { body, stepUpToken });
  kept.keep({
    grantId: grant.id,
    profile: grant.profile.key,
    entitlementId: entitlement.id,
    kind: entitlement.kind,
    issuedAt: context.clock.now().toISOString(),
    usableUntil: usableUntil(taken),
    credential: taken,
  });
  return taken;
}

function wordsOf({ grant, entitlement }: ChosenLogIn, replace: boolean): string {
  const what = `${grant.profile.name}: ${entitlement.name} at ${entitlement.system}`;
  if (!replace) {
    return grant.state === 'active'
      ? what
      : `${what}, for ${span(grant.durationSeconds * SECOND)} from now on`;
  }
  const losing = entitlement.kind === 'postgres' ? ' The password of before stops working.' : '';
  return `${what}, taken anew.${losing}`;
}
