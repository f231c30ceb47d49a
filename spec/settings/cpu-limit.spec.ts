import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { cpuLimit } from '../../lib/settings/cpu-limit.ts';

describe('cpuLimit', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cgroup-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const cpus = availableParallelism();

  it('is that of the machine where there is no limit', () => {
    expect(cpuLimit(directory)).to.equal(cpus);
    writeFileSync(join(directory, 'cpu.max'), 'max 100000\n');
    expect(cpuLimit(directory)).to.equal(cpus);
  });

  const limits: [string, number][] = [
    ['50000 100000', 1],
    ['100000 100000', 1],
    ['190000 100000', 1],
    [`${cpus * 1000000} 100000`, cpus],
  ];
  for (const [limit, threads] of limits) {
    it(`is ${threads} in a container with ${limit}`, () => {
      writeFileSync(join(directory, 'cpu.max'), `${limit}\n`);
      expect(cpuLimit(directory)).to.equal(threads);
    });
  }

  it('reads the limits of older kernels', () => {
    mkdirSync(join(directory, 'cpu'));
    writeFileSync(join(directory, 'cpu/cpu.cfs_quota_us'), '100000\n');
    writeFileSync(join(directory, 'cpu/cpu.cfs_period_us'), '100000\n');
    expect(cpuLimit(directory)).to.equal(1);
    writeFileSync(join(directory, 'cpu/cpu.cfs_quota_us'), '-1\n');
    expect(cpuLimit(directory)).to.equal(cpus);
  });
});
