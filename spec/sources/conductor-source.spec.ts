import { expect } from 'chai';
import { SourceError } from '../../lib/errors/source-error.ts';
import { createConductorSource } from '../../lib/sources/conductor/conductor-source.ts';
import type { PollRequest, TaskSource } from '../../lib/sources/task-source.ts';
import type { Outcome } from '../../lib/task/outcome.ts';
import type { Task } from '../../lib/task/task.ts';
import {
  failureOf,
  httpSettings,
  recordingServer,
  type Recorded,
  type RecordingServer,
  type Reply,
} from '../http/recording-server.ts';

const poll: PollRequest = {
  taskType: 'task_1',
  domain: null,
  workerId: 'host',
  count: 3,
  waitMs: 100,
};
const task: Task = {
  taskId: 't1',
  workflowInstanceId: 'w1',
  taskDefName: 'task_1',
  taskType: 'task_1',
  inputData: {},
};
const done: Outcome = { kind: 'completed', output: '{}', logs: [] };
const lines = (count: number): Outcome['logs'] =>
  Array.from({ length: count }, (_, n) => ({ log: `line ${n + 1}`, createdTime: 1000 + n }));

describe('The Conductor source', () => {
  let server: RecordingServer;
  let source: TaskSource;
  let notices: string[];

  const start = async (handler: (request: Recorded, index: number) => Reply): Promise<void> => {
    notices = [];
    server = await recordingServer(handler);
    source = createConductorSource(httpSettings(server.url), {
      pollConnections: 2,
      onNotice: (message) => notices.push(message),
    });
  };
  const seen = (): string[] => server.requests.map(({ method, url }) => `${method} ${url}`);

  afterEach(async () => {
    await source.close();
    await server.close();
  });

  describe('polling', () => {
    const paths: [string, Partial<PollRequest>, string][] = [
      ['asks for a batch', {}, 'task_1?workerid=host&count=3&timeout=100'],
      [
        'names the domain',
        { domain: 'nice' },
        'task_1?workerid=host&domain=nice&count=3&timeout=100',
      ],
      ['leaves an empty domain out', { domain: '' }, 'task_1?workerid=host&count=3&timeout=100'],
      [
        'encodes every part',
        { taskType: 'a b/ü', domain: 'd&e', workerId: 'h?1' },
        'a%20b%2F%C3%BC?workerid=h%3F1&domain=d%26e&count=3&timeout=100',
      ],
      [
        'never asks to be held longer than the engine allows',
        { waitMs: 60_000 },
        'task_1?workerid=host&count=3&timeout=5000',
      ],
      [
        'asks for no tasks at all',
        { count: 0, waitMs: 0 },
        'task_1?workerid=host&count=0&timeout=0',
      ],
    ];
    for (const [title, change, path] of paths) {
      it(title, async () => {
        await start(() => ({ body: '[]' }));
        await source.poll({ ...poll, ...change });
        expect(seen()).to.deep.equal([`GET /api/tasks/poll/batch/${path}`]);
      });
    }

    it('gives tasks as they came, also more than asked for', async () => {
      const tasks = Array.from({ length: 5 }, (_, n) => ({
        ...task,
        taskId: `t${n}`,
        anything: [n],
      }));
      await start(() => ({ body: JSON.stringify(tasks) }));
      expect(await source.poll(poll)).to.deep.equal(tasks);
    });

    for (const [title, reply] of [
      ['204', { status: 204 }],
      ['[]', { body: '[]' }],
      ['null', { body: 'null' }],
      ['nothing', {}],
    ] as const) {
      it(`takes ${title} for an empty queue`, async () => {
        await start(() => reply);
        expect(await source.poll(poll)).to.deep.equal([]);
      });
    }

    it('leaves out what is no task, and says so', async () => {
      await start(() => ({ body: JSON.stringify([null, 7, { taskId: 'x' }, task]) }));
      expect(await source.poll(poll)).to.deep.equal([task]);
      expect(notices).to.have.length(1);
      expect(notices[0]).to.include('3 members that are no tasks');
    });

    it('doubts the server URL when an HTML page comes', async () => {
      await start(() => ({ headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }));
      const error = await failureOf(source.poll(poll));
      expect(error)
        .to.be.instanceOf(SourceError)
        .and.deep.include({ kind: 'unintelligible', status: 200 });
      expect(error.message).to.equal(
        `${server.url} answered GET /tasks/poll/batch/task_1 with an HTML page (200): is the server URL right? ` +
          'It must be the address of a Conductor server, usually ending in /api.',
      );
    });

    for (const body of ['{"a":1}', 'hello', '[{']) {
      it(`does not understand ${body}`, async () => {
        await start(() => ({ body }));
        expect(await failureOf(source.poll(poll))).to.have.property('kind', 'unintelligible');
      });
    }
  });

  describe('delivering', () => {
    it('posts the body as it is', async () => {
      await start(() => ({ body: 't1' }));
      const result = source.encode(task, { ...done, output: '{"big": 1e3 }' }, 'host');
      await source.deliver(result);
      expect(seen()).to.deep.equal(['POST /api/tasks']);
      expect(server.requests[0]!.body).to.equal(result.body).and.include('{"big": 1e3 }');
      expect(server.requests[0]!.headers['content-type']).to.equal('application/json');
    });

    it('sends the logs that the result has no room for before it, in order', async () => {
      await start(() => ({}));
      await source.deliver(
        source.encode(task, { ...done, logs: [...lines(12), { log: '', createdTime: 1 }] }, 'host'),
      );
      expect(seen()).to.deep.equal([
        ...Array<string>(3).fill('POST /api/tasks/t1/log'),
        'POST /api/tasks',
      ]);
      expect(server.requests.slice(0, 3).map(({ body }) => body)).to.deep.equal([
        'line 11',
        'line 12',
        ' ',
      ]);
    });

    it('does not send a log again with the result that is sent again', async () => {
      await start((_, index) => (index === 1 || index === 3 ? { status: 503 } : {}));
      const result = source.encode(task, { ...done, logs: lines(12) }, 'host');
      await failureOf(source.deliver(result));
      await failureOf(source.deliver(result));
      await source.deliver(result);
      const logs = server.requests
        .filter(({ url }) => url.endsWith('/log'))
        .map(({ body }) => body);
      expect(logs).to.deep.equal(['line 11', 'line 12', 'line 12']);
      expect(seen().filter((request) => request === 'POST /api/tasks')).to.have.length(2);
    });

    it('leaves a refused log out, and says so', async () => {
      await start(({ body }) => (body === 'line 11' ? { status: 400 } : {}));
      await source.deliver(source.encode(task, { ...done, logs: lines(12) }, 'host'));
      expect(seen().at(-1)).to.equal('POST /api/tasks');
      expect(notices).to.have.length(1);
      expect(notices[0]).to.include('task t1 was left out');
    });

    it('does not let a log that never gets through hold the result up for ever', async () => {
      await start(({ url }) => (url.endsWith('/log') ? { status: 500 } : {}));
      const result = source.encode(task, { ...done, logs: lines(11) }, 'host');
      await failureOf(source.deliver(result));
      await failureOf(source.deliver(result));
      await source.deliver(result);
      expect(seen().at(-1)).to.equal('POST /api/tasks');
    });

    it('does not take a page for the word of the engine', async () => {
      await start(() => ({ headers: { 'content-type': 'text/html' }, body: '<html>' }));
      const error = await failureOf(source.deliver(source.encode(task, done, 'host')));
      expect(error).to.have.property('kind', 'unintelligible');
    });

    it('says that a task which is unknown to the engine is refused', async () => {
      await start(() => ({ status: 404, body: '{"message":"No such workflow"}' }));
      const error = await failureOf(source.deliver(source.encode(task, done, 'host')));
      expect(error).to.deep.include({ kind: 'refused', status: 404 });
      expect(error.message).to.include('No such workflow');
    });
  });

  it('extends a lease without saying anything else', async () => {
    await start(() => ({}));
    await source.extendLease({ taskId: 't1', workflowId: 'w1' });
    expect(seen()).to.deep.equal(['POST /api/tasks']);
    expect(JSON.parse(server.requests[0]!.body)).to.deep.equal({
      workflowInstanceId: 'w1',
      taskId: 't1',
      status: 'IN_PROGRESS',
      extendLease: true,
    });
  });

  const states: [string, Reply, string][] = [
    ['running', { body: '{"status":"IN_PROGRESS"}' }, 'running'],
    ['waiting when it is back in its queue', { body: '{"status":"SCHEDULED"}' }, 'waiting'],
    ['completed', { body: '{"status":"COMPLETED"}' }, 'completed'],
    ['failed', { body: '{"status":"FAILED_WITH_TERMINAL_ERROR"}' }, 'failed'],
    ['cancelled', { body: '{"status":"CANCELED"}' }, 'cancelled'],
    ['timed-out', { body: '{"status":"TIMED_OUT"}' }, 'timed-out'],
    ['gone when it is not found', { status: 404, body: '{"message":"No such task"}' }, 'gone'],
    ['gone when an older server says 204', { status: 204 }, 'gone'],
  ];
  for (const [title, reply, state] of states) {
    it(`calls a task ${title}`, async () => {
      await start(() => reply);
      expect(await source.lookUp({ taskId: 't1', workflowId: 'w1' })).to.equal(state);
      expect(seen()).to.deep.equal(['GET /api/tasks/t1']);
    });
  }

  describe('registering a task definition', () => {
    const exists = (): Promise<void> => start(() => ({ body: '{"name":"task 1"}' }));

    it('creates a missing one from a list', async () => {
      await start(({ method }) => (method === 'GET' ? { status: 404, body: '{}' } : {}));
      await source.registerTask!('task 1', true);
      expect(seen()).to.deep.equal([
        'GET /api/metadata/taskdefs/task%201',
        'POST /api/metadata/taskdefs',
      ]);
      expect(server.requests[1]!.body).to.equal('[{"name":"task 1"}]');
    });

    it('replaces one that is there with one object', async () => {
      await exists();
      await source.registerTask!('task 1', true);
      expect(seen()[1]).to.equal('PUT /api/metadata/taskdefs');
      expect(server.requests[1]!.body).to.equal('{"name":"task 1"}');
    });

    it('leaves one that is there alone without overwrite', async () => {
      await exists();
      await source.registerTask!('task 1', false);
      expect(seen()).to.have.length(1);
    });
  });

  describe('an input in external storage', () => {
    const large: Task = { ...task, externalInputPayloadStoragePath: 'task/input/1.json' };

    it('is fetched from the address that the engine gives', async () => {
      await start(({ url }) =>
        url.includes('externalstoragelocation')
          ? { body: '{"uri":"/store/1?sign=x"}' }
          : { body: '{"a":[1]}' },
      );
      expect((await source.fetchInput(large)).inputData).to.deep.equal({ a: [1] });
      expect(seen()).to.deep.equal([
        'GET /api/tasks/externalstoragelocation?path=task%2Finput%2F1.json&operation=READ&payloadType=TASK_INPUT',
        'GET /store/1?sign=x',
      ]);
    });

    it('can not be had without a storage on the server', async () => {
      await start(() => ({ body: '{"path":"task/input/1.json"}' }));
      const error = await failureOf(source.fetchInput(large));
      expect(error).to.have.property('kind', 'refused');
      expect(error.message).to.include('configure an external payload storage');
    });
  });
});
