import { createRequire } from 'node:module';
import { expect } from 'chai';
import * as undici from 'undici';
import { undiciPools } from '../../lib/http/undici-pool.ts';

describe("undici's pools", () => {
  it('are those of undici itself', () => {
    expect(undiciPools().Pool).to.equal(undici.Pool);
    expect(undiciPools().ProxyAgent).to.equal(undici.ProxyAgent);
  });

  it('lie where this release of undici is expected to have them', () => {
    const require = createRequire(import.meta.url);
    for (const part of ['api/index', 'dispatcher/dispatcher', 'dispatcher/pool'])
      expect(() => require.resolve(`undici/lib/${part}.js`), part).not.to.throw();
  });
});
