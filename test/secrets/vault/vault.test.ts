import { describeVault } from './suite.js';
import { startVault, type VaultServer } from './server.js';

describe('Vault', () => {
  let own: VaultServer;
  after(() => own.close());
  describeVault('as its HTTP API is documented', async () => (own = await startVault()));

  const { VAULT_ADDR: address, VAULT_TOKEN: rootToken } = process.env;
  if (address && rootToken)
    describeVault(`that answers at ${address}`, async () => ({ address, rootToken }));
});
