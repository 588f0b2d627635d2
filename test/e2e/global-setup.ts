import setUpServers from '../support/global-setup';
import { buildProduct } from './product-build';

/** For specs that meet the product as its users do: as processes and as pages, both built from these sources. */
async function setUp(): Promise<void> {
  await Promise.all([setUpServers(), buildProduct()]);
}

export = setUp;
