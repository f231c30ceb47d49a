import { expect } from 'chai';
import { joinOptionalValues } from '../../lib/cli/optional-values.ts';

describe('joinOptionalValues', () => {
  for (const [typed, meant] of [
    ['start --log-payloads workers.ts', 'start --log-payloads=true workers.ts'],
    ['start --log-payloads off workers.ts', 'start --log-payloads=off workers.ts'],
    ['start --tls-insecure', 'start --tls-insecure=true'],
    ['start --env-file workers.ts', 'start --env-file=.env workers.ts'],
    ['start --env-file prod.env workers.ts', 'start --env-file=prod.env workers.ts'],
    ['start --env-file=x', 'start --env-file=x'],
    ['start -- --env-file', 'start -- --env-file'],
  ] as const) {
    it(`reads ${typed} as ${meant}`, () => {
      expect(joinOptionalValues(typed.split(' ')).join(' ')).to.equal(meant);
    });
  }
});
