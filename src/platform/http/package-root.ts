import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the product's package.json, from the sources as from `dist/`. */
export function packageRoot(from: string = __dirname): string {
  return existsSync(join(from, 'package.json')) ? from : packageRoot(dirname(from));
}
