import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { SettingsError } from '../../lib/errors/settings-error.ts';
import { readLayers } from '../../lib/settings/read-layers.ts';

describe('reading the layers', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'settings-'));
  });
  afterEach(() => rmSync(cwd, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);

  it('does without a worker.ini', () => {
    expect(readLayers({ cwd, env: {} }).file).to.equal(null);
  });

  it('prefers --config to WORKER_HOST_CONFIG to ./worker.ini', () => {
    for (const name of ['worker.ini', 'b.ini', 'a.ini']) write(name, name);
    const env = { WORKER_HOST_CONFIG: 'b.ini' };
    expect(readLayers({ cwd, env: {} }).file).to.deep.equal({
      path: 'worker.ini',
      text: 'worker.ini',
    });
    expect(readLayers({ cwd, env }).file?.text).to.equal('b.ini');
    expect(readLayers({ cwd, env, config: 'a.ini' }).file?.text).to.equal('a.ini');
  });

  it('refuses a named file that is not there, by its path', () => {
    for (const given of [{ env: {}, config: 'x.ini' }, { env: { WORKER_HOST_CONFIG: 'x.ini' } }]) {
      expect(() => readLayers({ cwd, ...given })).to.throw(SettingsError, join(cwd, 'x.ini'));
    }
  });

  it('refuses a worker.ini that cannot be read', () => {
    mkdirSync(join(cwd, 'worker.ini'));
    expect(() => readLayers({ cwd, env: {} })).to.throw(SettingsError, 'it is a directory');
  });

  it('leaves .env alone unless asked', () => {
    write('.env', 'A=1');
    expect(readLayers({ cwd, env: {} }).env).to.deep.equal({});
  });

  it('adds what .env has and the environment has not', () => {
    write('.env', 'A=1\nB=2\nC=3');
    for (const given of [
      { env: { A: 'set', C: '' }, envFile: true },
      { env: { A: 'set', C: '', WORKER_HOST_ENV_FILE: '.env' } },
    ]) {
      const { env, added } = readLayers({ cwd, ...given });
      expect(env).to.include({ A: 'set', B: '2', C: '3' });
      expect(added).to.deep.equal({ B: '2', C: '3' });
    }
  });

  it('lets .env name the settings file', () => {
    write('.env', 'WORKER_HOST_CONFIG=a.ini');
    write('a.ini', '[DEFAULT]');
    expect(readLayers({ cwd, env: {}, envFile: true }).file?.path).to.equal('a.ini');
  });

  it('takes an empty WORKER_HOST_CONFIG for none', () => {
    expect(readLayers({ cwd, env: { WORKER_HOST_CONFIG: ' ' } }).file).to.equal(null);
  });

  it('refuses a .env that is not there, by its path', () => {
    for (const given of [{ env: {}, envFile: true }, { env: { WORKER_HOST_ENV_FILE: 'yes' } }]) {
      expect(() => readLayers({ cwd, ...given })).to.throw(SettingsError, join(cwd, '.env'));
    }
  });

  it('never merges two settings files', () => {
    write('worker.ini', '[a]');
    write('b.ini', '[b]');
    expect(readLayers({ cwd, env: {}, config: 'b.ini' }).file?.text).to.equal('[b]');
  });

  it('counts the CPUs of the process', () => {
    expect(readLayers({ cwd, env: {} }).cpus()).to.equal(availableParallelism());
  });

  it('says what is wrong with a file in another encoding', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('[a]', 'utf16le')]);
    writeFileSync(join(cwd, 'worker.ini'), bytes);
    expect(() => readLayers({ cwd, env: {} })).to.throw(SettingsError, 'UTF-8');
  });

  it('reads secret files relative to the working directory', () => {
    write('secret', 'it');
    expect(readLayers({ cwd, env: {} }).readSecretFile('secret')).to.equal('it');
  });
});
