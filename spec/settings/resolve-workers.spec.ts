import { expect } from 'chai';
import { problems, resolve, setting, type Given } from './resolve.ts';

describe('settings of a worker', () => {
  it('have the documented defaults', () => {
    expect(resolve().workers[0]!.settings).to.deep.equal({
      domain: null,
      pollingInterval: 100,
      pollTimeout: 5000,
      concurrency: 1,
      threads: 1,
      minThreads: 1,
      isolation: 'thread',
      workerId: 'this-machine',
      paused: false,
      executionTimeout: null,
      leaseExtendEnabled: false,
      registerTaskDef: false,
      overwriteTaskDef: true,
      maxHeapMb: null,
    });
  });

  it('are frozen', () => {
    expect(Object.isFrozen(resolve().workers[0]!.settings)).to.equal(true);
  });

  it('take as much concurrency as there are threads', () => {
    const { settings } = resolve({ options: { threads: 3 } }).workers[0]!;
    expect([settings.threads, settings.concurrency]).to.deep.equal([3, 3]);
  });

  it('leave one thread when only the concurrency is given', () => {
    const { settings } = resolve({ options: { concurrency: 8 } }).workers[0]!;
    expect([settings.threads, settings.concurrency]).to.deep.equal([1, 8]);
  });

  it('keep no more threads warm than there are', () => {
    const { settings } = resolve({ options: { threads: 2, minThreads: 5 } }).workers[0]!;
    expect(settings.minThreads).to.equal(2);
  });

  describe('come from the best layer that has them', () => {
    const constructor = { options: { pollingInterval: 1 } };
    const file = { ...constructor, ini: '[DEFAULT]\npolling_interval = 2' };
    const ownFile = { ...file, ini: `${file.ini}\n[task_1]\npolling_interval = 3` };
    const environment = { ...ownFile, env: { conductor_worker_polling_interval: '4' } };
    const ownEnvironment = {
      ...environment,
      env: { ...environment.env, conductor_worker_task_1_polling_interval: '5' },
    };
    const flag = { ...ownEnvironment, set: ['polling_interval=6'] };
    const ownFlag = { ...flag, set: ['task_1.polling_interval=7', ...flag.set] };
    const cases: [string, Given, object][] = [
      ['default', {}, { value: 100, origin: 'default', from: null }],
      ['constructor', constructor, { value: 1, origin: 'constructor', from: null }],
      ['[DEFAULT]', file, { value: 2, origin: 'file', from: 'worker.ini:2' }],
      ['[task]', ownFile, { value: 3, origin: 'file', from: 'worker.ini:4' }],
      [
        'general variable',
        environment,
        { value: 4, origin: 'environment', from: 'conductor_worker_polling_interval' },
      ],
      [
        'own variable',
        ownEnvironment,
        { value: 5, origin: 'environment', from: 'conductor_worker_task_1_polling_interval' },
      ],
      ['--set P', flag, { value: 6, origin: 'flag', from: '--set polling_interval' }],
      ['--set W.P', ownFlag, { value: 7, origin: 'flag', from: '--set task_1.polling_interval' }],
    ];
    for (const [name, given, expected] of cases) {
      it(name, () => expect(setting('polling_interval', given)).to.deep.equal(expected));
    }
  });

  describe('have names in the environment, the first of which wins', () => {
    const order = [
      'conductor.worker.Check.it-1.poll_timeout',
      'conductor_worker_Check.it-1_poll_timeout',
      'CONDUCTOR_WORKER_CHECK.IT-1_POLL_TIMEOUT',
      'CONDUCTOR_WORKER_Check.it-1_POLL_TIMEOUT',
      'conductor.worker.Check_it_1.poll_timeout',
      'conductor_worker_Check_it_1_poll_timeout',
      'CONDUCTOR_WORKER_CHECK_IT_1_POLL_TIMEOUT',
      'CONDUCTOR_WORKER_Check_it_1_POLL_TIMEOUT',
      'conductor.worker.all.poll_timeout',
      'CONDUCTOR_WORKER_ALL_POLL_TIMEOUT',
      'conductor_worker_poll_timeout',
      'CONDUCTOR_WORKER_POLL_TIMEOUT',
    ];
    for (const [index, name] of order.entries()) {
      it(name, () => {
        const env = Object.fromEntries(order.slice(index).map((each) => [each, String(index)]));
        const found = setting('poll_timeout', { names: ['Check.it-1'], env });
        expect(found).to.deep.equal({ value: index, origin: 'environment', from: name });
      });
    }
  });

  describe('have second names', () => {
    for (const [key, second] of [
      ['polling_interval', 'poll_interval'],
      ['concurrency', 'thread_count'],
    ] as const) {
      it(`${second} for ${key}, in the file`, () => {
        expect(setting(key, { ini: `[task_1]\n${second} = 9` }).value).to.equal(9);
      });

      it(`${second} for ${key}, in the environment`, () => {
        const env = { [`CONDUCTOR_WORKER_ALL_${second.toUpperCase()}`]: '9' };
        expect(setting(key, { env }).value).to.equal(9);
      });
    }

    it('which in the own level beat the first name in the general one', () => {
      const env = {
        conductor_worker_task_1_poll_interval: '1',
        conductor_worker_polling_interval: '2',
      };
      const ini = '[DEFAULT]\nconcurrency = 2\n[task_1]\nthread_count = 1';
      const { settings } = resolve({ env, ini }).workers[0]!;
      expect([settings.pollingInterval, settings.concurrency]).to.deep.equal([1, 1]);
    });

    it('which lose to the first name of the same level, in any spelling', () => {
      const env = {
        'conductor.worker.task_1.poll_interval': '1',
        CONDUCTOR_WORKER_TASK_1_POLLING_INTERVAL: '2',
      };
      expect(setting('polling_interval', { env }).value).to.equal(2);
    });
  });

  describe('warn of two spellings of one level', () => {
    const first = 'conductor_worker_task_1_threads';
    const second = 'CONDUCTOR_WORKER_TASK_1_THREADS';

    it('by both names, when their values differ', () => {
      const { warnings } = resolve({ env: { [first]: '2', [second]: '3' } });
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain(first).and.contain(second);
    });

    it('not when they say the same', () => {
      expect(resolve({ env: { [first]: '2', [second]: '2.0' } }).warnings).to.deep.equal([]);
    });

    it('not when they are of different levels', () => {
      const env = { [first]: '2', CONDUCTOR_WORKER_THREADS: '3' };
      expect(resolve({ env }).warnings).to.deep.equal([]);
    });

    it('in the file by line', () => {
      const { warnings } = resolve({ ini: '[task_1]\npoll_interval = 1\npolling_interval = 2' });
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain('worker.ini:2').and.contain('worker.ini:3');
    });
  });

  describe('can be empty', () => {
    it('in the environment, which is not set: the next name is asked, then the next layer', () => {
      const env = { conductor_worker_task_1_domain: '  ', conductor_worker_domain: ' nice ' };
      expect(setting('domain', { env }).value).to.equal('nice');
      const ini = '[task_1]\nthreads = 2';
      expect(setting('threads', { env: { conductor_worker_threads: '' }, ini }).value).to.equal(2);
    });

    it('as a domain in the file: no domain, end of search', () => {
      const ini = '[DEFAULT]\ndomain = other\n[task_1]\ndomain =';
      const found = setting('domain', { ini, options: { domain: 'third' } });
      expect(found).to.deep.equal({ value: null, origin: 'file', from: 'worker.ini:4' });
    });

    for (const domain of ['', ' ', null]) {
      it(`as a domain in the constructor: ${JSON.stringify(domain)}`, () => {
        const found = setting('domain', { options: { domain } });
        expect(found).to.deep.equal({ value: null, origin: 'constructor', from: null });
      });
    }

    it('in the file, which is a mistake anywhere else', () => {
      expect(problems({ ini: '[task_1]\nthreads =' })[0]).to.match(
        /^worker\.ini:2: threads is empty/,
      );
    });

    it('in the constructor, when undefined', () => {
      expect(setting('threads', { options: { threads: undefined } }).origin).to.equal('default');
    });
  });

  it('resolve for each name of a list by itself', () => {
    const { workers } = resolve({ names: ['a', 'b'], ini: '[a]\nthreads = 2\n[b]\nthreads = 3' });
    expect(
      workers.map(({ name, index, settings }) => [name, index, settings.threads]),
    ).to.deep.equal([
      ['a', 0, 2],
      ['b', 0, 3],
    ]);
  });

  describe('refuse two workers on one queue', () => {
    const workers = [
      { names: ['task_1'], label: 'First', options: { domain: 'nice' } },
      { names: ['task_1'], label: 'Second', options: {} },
    ];

    it('by both names, after all layers', () => {
      const found = problems({ workers, env: { conductor_worker_domain: 'x' } });
      expect(found).to.have.length(1);
      expect(found[0]).to.contain('First').and.contain('Second').and.contain('task_1');
    });

    it('but not on two domains of one name', () => {
      expect(problems({ workers })).to.deep.equal([]);
    });
  });
});
