import { Injectable } from '@nestjs/common';
import { notFound } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { IdentityProvider, SecondFactorClaims } from './identity-provider';

type ProviderRow = Omit<IdentityProvider, 'secondFactor'> & SecondFactorClaims;

const PROVIDERS = `
  SELECT id, key, name, issuer, client_id AS "clientId", client_secret_reference AS "clientSecretReference", scopes,
         second_factor_amr AS amr, second_factor_acr AS acr, maximum_age_seconds AS "maximumAge",
         retired_at IS NOT NULL AS retired
  FROM identity_provider`;

@Injectable()
export class IdentityProviderRepository {
  /** Retired ones included: history points to them. */
  async all(from: Reader): Promise<IdentityProvider[]> {
    return (await from.query<ProviderRow>(`${PROVIDERS} ORDER BY key`)).map(providerOf);
  }

  /** Those that people can be sent to. */
  async offered(from: Reader): Promise<IdentityProvider[]> {
    const rows = await from.query<ProviderRow>(
      `${PROVIDERS} WHERE retired_at IS NULL ORDER BY lower(name), key`,
    );
    return rows.map(providerOf);
  }

  async offeredByKey(from: Reader, key: string): Promise<IdentityProvider> {
    const row = await from.first<ProviderRow>(`${PROVIDERS} WHERE key = $1 AND retired_at IS NULL`, [key]);
    if (!row) throw unknownProvider();
    return providerOf(row);
  }

  async offeredById(from: Reader, id: string): Promise<IdentityProvider> {
    const row = await from.first<ProviderRow>(`${PROVIDERS} WHERE id = $1 AND retired_at IS NULL`, [id]);
    if (!row) throw unknownProvider();
    return providerOf(row);
  }

  async save(tx: Tx, { secondFactor, ...provider }: IdentityProvider): Promise<void> {
    await tx.query(
      `INSERT INTO identity_provider (id, key, name, issuer, client_id, client_secret_reference, scopes,
         second_factor_amr, second_factor_acr, maximum_age_seconds, retired_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN $11::boolean THEN $12::timestamptz END)
       ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id,
         client_secret_reference = excluded.client_secret_reference, scopes = excluded.scopes,
         second_factor_amr = excluded.second_factor_amr, second_factor_acr = excluded.second_factor_acr,
         maximum_age_seconds = excluded.maximum_age_seconds,
         retired_at = CASE WHEN excluded.retired_at IS NULL THEN NULL
                           ELSE coalesce(identity_provider.retired_at, excluded.retired_at) END`,
      [
        provider.id,
        provider.key,
        provider.name,
        provider.issuer,
        provider.clientId,
        provider.clientSecretReference,
        provider.scopes,
        secondFactor.amr,
        secondFactor.acr,
        provider.maximumAge,
        provider.retired,
        tx.now,
      ],
    );
  }
}

const providerOf = ({ amr, acr, ...row }: ProviderRow): IdentityProvider => ({
  ...row,
  secondFactor: { amr, acr },
});

const unknownProvider = () =>
  notFound('identity.unknown_provider', 'There is no such way to sign in. Reload the page.');
