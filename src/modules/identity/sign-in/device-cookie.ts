import { randomBytes } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, DAY, SECOND } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { KnownDevice } from '../domain/known-device';
import { IdentityKeys } from '../identity-keys';

const KNOWN_FOR = 180 * DAY;
const ID_BYTES = 16;
/** Device, person, time of issue in base 36, signature. */
const FORM =
  /^(?<device>(?<id>[\w-]{22})\.(?<personId>[0-9a-f-]{36})\.(?<since>[0-9a-z]{1,9}))\.(?<signature>[\w-]{43})$/;

/**
 * By which a browser is known again. It proves that somebody has signed in there completely, and opens nothing: it only
 * says among which attempts a password counts. Signed, so that nobody makes one; nothing of it is stored.
 */
@Injectable()
export class DeviceCookie {
  private readonly name: string;
  private readonly attributes: CookieSerializeOptions;

  constructor(
    private readonly keys: IdentityKeys,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) { publicUrl }: Environment,
  ) {
    const secure = publicUrl.startsWith('https:');
    this.name = secure ? '__Host-sallyport-device' : 'sallyport_demo_device';
    this.attributes = { secure, httpOnly: true, sameSite: 'lax', path: '/', maxAge: KNOWN_FOR / SECOND };
  }

  of({ cookies }: FastifyRequest): KnownDevice | undefined {
    const found = FORM.exec(cookies[this.name] ?? '')?.groups;
    if (!found || !this.keys.isDeviceSignature(found.device, found.signature)) return undefined;
    const since = new Date(Number.parseInt(found.since, 36));
    if (since.getTime() + KNOWN_FOR <= this.clock.now().getTime()) return undefined;
    return { id: found.id, personId: found.personId, since };
  }

  /** After a complete sign-in: the device keeps its name and gets a new date. */
  set(request: FastifyRequest, reply: FastifyReply, personId: string): void {
    const known = this.of(request);
    const id = known?.personId === personId ? known.id : randomBytes(ID_BYTES).toString('base64url');
    const device = `${id}.${personId}.${this.clock.now().getTime().toString(36)}`;
    void reply.setCookie(this.name, `${device}.${this.keys.deviceSignature(device)}`, this.attributes);
  }
}
