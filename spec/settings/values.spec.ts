import { expect } from 'chai';
import { problems, resolve, setting } from './resolve.ts';

describe('values of settings', () => {
  const cases: [string, string, unknown][] = [
    ['polling_interval', '0', 0],
    ['polling_interval', '12.5', 12.5],
    ['polling_interval', '2147483647', 2147483647],
    ['min_threads', '0', 0],
    ['threads', '4', 4],
    ['isolation', 'inline', 'inline'],
    ...['true', 'YES', 'On', '1'].map((text): [string, string, unknown] => ['paused', text, true]),
    ...['false', 'No', 'OFF', '0'].map((text): [string, string, unknown] => [
      'overwrite_task_def',
      text,
      false,
    ]),
  ];
  for (const [key, text, value] of cases) {
    it(`${key} = ${text}`, () => {
      expect(setting(key, { ini: `[task_1]\n${key} = ${text}` }).value).to.equal(value);
    });
  }

  const refused: [string, string][] = [
    ...['5s', '-1', '1e3', '0x10', '2147483648', 'NaN', 'Infinity', '1_000', '1 000'].map(
      (text): [string, string] => ['polling_interval', text],
    ),
    ['threads', '0'],
    ['concurrency', '1.5'],
    ['min_threads', '0.5'],
    ['isolation', 'process'],
    ['paused', 'maybe'],
    ['paused', '2'],
  ];
  for (const [key, text] of refused) {
    it(`not ${key} = ${text}`, () => {
      const found = problems({ ini: `[task_1]\n${key} = ${text}` });
      expect(found).to.have.length(1);
      expect(found[0]).to.contain(`worker.ini:2: ${key} = ${text} is not`);
    });
  }

  describe('say what was probably meant', () => {
    for (const [setting, complaint] of [
      ['polling_interval = 5s', 'a number of milliseconds (5000?)'],
      ['polling_interval = 1.5 min', 'a number of milliseconds (90000?)'],
      ['polling_interval = 10_000', 'a number of milliseconds (10000?)'],
      ['polling_interval = -1', 'a number of milliseconds from 0 to 2147483647'],
      ['concurrency = 1,000', 'a whole number (1000?)'],
      ['concurrency = 0', 'a whole number from 1 to 2147483647'],
      ['min_threads = 1.5', 'a whole number from 0 to 2147483647'],
      ['threads = atuo', 'a whole number (auto?)'],
      ['threads = all', 'a whole number from 1 to 2147483647, or auto'],
      ['isolation = tread', 'one of thread, inline (thread?)'],
      ['isolation = process', 'one of thread, inline'],
      ['isolation = on', 'one of thread, inline'],
      ['paused = maybe', 'true or false'],
    ] as const) {
      it(setting, () => {
        const found = problems({ ini: `\n[DEFAULT]\n${setting}` });
        expect(found).to.deep.equal([`worker.ini:3: ${setting} is not ${complaint}`]);
      });
    }

    it('but never a word of which hardly a letter was written', () => {
      expect(problems({ ini: '[worker-host]\noutbox = on' })).to.deep.equal([
        'worker.ini:2: outbox = on is not one of undelivered, always, off',
      ]);
    });

    it('for an empty value', () => {
      expect(problems({ ini: '[DEFAULT]\nthreads =' })).to.deep.equal([
        'worker.ini:2: threads is empty; give a whole number from 1 to 2147483647, or auto, or leave it out for the default',
      ]);
    });
  });

  describe('threads = auto', () => {
    const cpus = () => 6;

    for (const given of [
      { ini: '[task_1]\nthreads = Auto' },
      { options: { threads: 'auto' } },
      { env: { CONDUCTOR_WORKER_ALL_THREADS: 'AUTO' } },
      { set: ['threads=auto'] },
    ]) {
      it(`is the CPUs of the process: ${JSON.stringify(given)}`, () => {
        const { settings } = resolve({ ...given, cpus }).workers[0]!;
        expect([settings.threads, settings.concurrency]).to.deep.equal([6, 6]);
      });
    }

    it('is a mistake where nobody can count them', () => {
      expect(problems({ ini: '[task_1]\nthreads = auto' })[0]).to.contain('CPUs');
    });
  });

  for (const [option, value] of [
    ['threads', '4'],
    ['threads', Number.NaN],
    ['pollTimeout', -1],
    ['paused', 'yes'],
    ['isolation', 'process'],
    ['workerId', 7],
    ['domain', {}],
  ] as const) {
    it(`not ${option}: ${JSON.stringify(value)} in a constructor, which the message names`, () => {
      const found = problems({ options: { [option]: value } });
      expect(found).to.have.length(1);
      expect(found[0]).to.contain('SampleWorker').and.contain(option);
    });
  }

  it('are not judged when a better layer hides them', () => {
    const given = { ini: '[task_1]\nthreads = many', env: { conductor_worker_threads: '2' } };
    expect(setting('threads', given).value).to.equal(2);
  });

  it('are all named at once: those of the file first by line, each once', () => {
    const found = problems({
      names: ['a', 'b'],
      env: { conductor_worker_threads: 'x' },
      ini: '[b]\npoll_timeout = y\n[DEFAULT]\npaused = z\nnonsense\n',
      set: ['isolation=w'],
      host: { drainTimeout: 'v' },
    });
    expect(found.map((each) => /^(\S+?( \w+)?)[: ]/.exec(each)?.[1])).to.have.length(6);
    expect(found.slice(0, 3).map((each) => each.slice(0, 13))).to.deep.equal([
      'worker.ini:2:',
      'worker.ini:4:',
      'worker.ini:5:',
    ]);
    for (const name of ['conductor_worker_threads', '--set isolation', 'drainTimeout']) {
      expect(
        found.filter((each) => each.includes(name)),
        name,
      ).to.have.length(1);
    }
  });

  it('never spoil the line structure of the message', () => {
    const [problem] = problems({ env: { conductor_worker_threads: 'a\nb' } });
    expect(problem).not.to.contain('\n');
  });

  describe('that are secret', () => {
    const secret = 's3cr3t';

    it('are masked among the origins and plain in the settings', () => {
      const { host, hostOrigins } = resolve({ env: { CONDUCTOR_AUTH_SECRET: secret } });
      expect(host.authSecret).to.equal(secret);
      expect(JSON.stringify(hostOrigins)).not.to.contain(secret);
    });

    it('stay out of origins as part of an address', () => {
      const { hostOrigins } = resolve({
        env: { CONDUCTOR_PROXY_URL: `http://me:${secret}@proxy:1` },
      });
      expect(hostOrigins['proxy_url']?.value).to.equal('http://***@proxy:1');
    });

    it('stay out of messages, whatever is wrong', () => {
      const found = problems({
        env: {
          CONDUCTOR_PROXY_URL: `ftp://me:${secret}@proxy`,
          CONDUCTOR_SERVER_URL: `http://me:${secret}@x`,
        },
        host: { authKey: { secret }, authSecret: [secret] },
        ini: `auth_secret = ${secret}\n[worker-host]\nauth_secret ${secret}\nauth_secret ${secret}==\nauth_secre=${secret}\n[x]\nauth_secret=${secret}\nauth_secret=${secret}`,
      });
      expect(found).to.have.length(9);
      expect(found.join('\n')).not.to.contain(secret);
    });

    it('stay out of warnings', () => {
      const { warnings } = resolve({
        env: { CONDUCTOR_AUTH_KEY: secret, WORKER_HOST_AUTH_KEY: `${secret}2` },
      });
      expect(warnings).to.have.length(1);
      expect(warnings[0]).not.to.contain(secret);
    });
  });
});
