import { createRequire } from 'node:module';
import { expect } from 'chai';
import { undiciPools } from '../../lib/http/undici-pool.ts';

// The whole of undici must not be imported here: it would complete what its parts lack.
describe("undici's pools", () => {
  it('lie where this release of undici is expected to have them', () => {
    const require = createRequire(import.meta.url);
    for (const part of ['api/index', 'dispatcher/dispatcher', 'dispatcher/pool'])
      expect(() => require.resolve(`undici/lib/${part}.js`), part).not.to.throw();
  });

  it('can ask a server, and a proxy for a tunnel', () => {
    const { Pool, ProxyAgent } = undiciPools();
    expect(ProxyAgent.prototype).to.respondTo('request');
    for (const method of ['request', 'connect']) expect(Pool.prototype).to.respondTo(method);
  });
});
