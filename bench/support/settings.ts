import { join } from 'node:path';
import { packageRoot } from '../../src/platform/http/package-root';

/** Environment variables of the product, as strings. */
export type Settings = Readonly<Record<string, string>>;

/** The product in production mode. Where no database is named it starts its own, under `dataDirectory`. */
export const productSettings = (dataDirectory: string, targetUrl: string): Settings => ({
  NODE_ENV: 'production',
  SALLYPORT_PUBLIC_URL: 'https://sallyport.invalid',
  SALLYPORT_DATA_DIR: dataDirectory,
  SALLYPORT_POLICY_FILE: join(packageRoot(), 'sallyport.yaml'),
  SALLYPORT_DEMO_TARGET_URL: targetUrl,
});
