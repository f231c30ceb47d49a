import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { expect } from 'chai';
import { SourceError } from '../../lib/errors/source-error.ts';
import { TaskResult } from '../../lib/task/task-result.ts';
import type { Execute } from '../../lib/worker/define-worker.ts';
import { silentLogger } from '../../lib/telemetry/logger-interface.ts';
import { openTracing } from '../../lib/telemetry/tracing.ts';
import { RunnerScene } from '../host/runner-scene.ts';
import { failed } from '../support/hand-pool.ts';
import { eventually } from '../support/eventually.ts';
import { Gate } from '../support/gate.ts';
import { inlineWorker, startedHost, stopHosts, type MemoryHost } from '../support/memory-host.ts';
import flushingWorker from './flushing-worker.ts';
import { TracingScene } from './tracing-scene.ts';
import threadWorker, { lookAround, type Seen } from './tracing-worker.ts';
import untracedWorker from './untraced-worker.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

describe('tracing', () => {
  let scene: TracingScene;

  beforeEach(() => (scene = new TracingScene()));
  afterEach(async () => {
    await stopHosts();
    scene.close();
  });

  const runnerScene = (): Promise<RunnerScene> =>
    new RunnerScene({ tracing: openTracing('1', silentLogger) }).start();
  const hostOf = (execute?: Execute, options = {}): Promise<MemoryHost> =>
    startedHost(inlineWorker('a', execute, options));
  const endOf = async (execute: Execute, options = {}): Promise<ReadableSpan> => {
    const { source } = await hostOf(execute, options);
    source.put('a');
    return scene.span('process a');
  };

  describe('makes a span of each task', () => {
    it('that names it', async () => {
      const { source } = await hostOf();
      const taskId = source.put('a', {}, { retryCount: 2, workflowType: 'order' });
      const span = await scene.span('process a');
      expect(span.kind).to.equal(SpanKind.CONSUMER);
      expect(span.instrumentationScope.name).to.equal('worker-host');
      expect(span.attributes).to.deep.equal({
        'messaging.system': 'conductor',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'a',
        'messaging.message.id': taskId,
        'messaging.message.conversation_id': 'w1',
        'worker_host.attempt': 3,
        'worker_host.workflow_type': 'order',
        'worker_host.outcome': 'completed',
      });
      expect(span.status).to.deep.equal({ code: SpanStatusCode.UNSET });
      expect(span.parentSpanContext).to.equal(undefined);
    });

    it('that lasts as long as it runs', async () => {
      const gate = new Gate();
      const { source } = await hostOf(gate.execute);
      source.put('a');
      await eventually(() => gate.running.length === 1);
      expect(scene.named('process a')).to.deep.equal([]);
      gate.endAll();
      await scene.span('process a');
    });

    it('with the reason of its failure', async () => {
      const { attributes, status } = await endOf(() => {
        throw new Error('no paper');
      });
      expect(attributes['error.type']).to.equal('failed');
      expect(attributes['worker_host.outcome']).to.equal('failed');
      expect(status).to.deep.equal({ code: SpanStatusCode.ERROR, message: 'no paper' });
    });

    it('that tells a failure for good from one that may be tried again', async () => {
      const { attributes } = await endOf(() => {
        throw Object.assign(new Error('never'), { retryable: false });
      });
      expect(attributes['error.type']).to.equal('failed-for-good');
    });

    it('that tells a task ended at its limit', async () => {
      const { attributes, status } = await endOf(
        (_task, { signal }) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          ),
        { executionTimeout: 20 },
      );
      expect(attributes['error.type']).to.equal('timeout');
      expect(status.message).to.include('execution_timeout of 20 ms');
    });

    it('that is no error when the engine hands the task out again', async () => {
      const { attributes, status } = await endOf((task) => {
        const result = new TaskResult(task);
        result.status = 'IN_PROGRESS';
        result.callbackAfterSeconds = 60;
        return result;
      });
      expect(attributes['worker_host.outcome']).to.equal('deferred');
      expect(status.code).to.equal(SpanStatusCode.UNSET);
    });

    it('that tells a task which went back to the queue', async () => {
      const runner = await runnerScene();
      await runner.put();
      runner.stop();
      for (const ms of [10_000, 1000]) await runner.pass(ms);
      const { attributes, status } = await scene.span('process a');
      expect(attributes['worker_host.outcome']).to.equal('handed-back');
      expect(status.code).to.equal(SpanStatusCode.UNSET);
    });

    it('that tells a task which was over in the engine', async () => {
      const runner = await runnerScene();
      const taskId = await runner.put();
      runner.runner.cancel(runner.entry(taskId), 'cancelled');
      runner.pool.end(taskId, failed);
      const { attributes, status } = await scene.span('process a');
      expect(attributes['worker_host.outcome']).to.equal('cancelled');
      expect(status.code).to.equal(SpanStatusCode.UNSET);
    });

    it('also when its input can not be read', async () => {
      const running = await hostOf();
      running.source.inputOf = () => Promise.reject(new Error('no such file'));
      running.source.put('a', {}, { externalInputPayloadStoragePath: 'far/away' });
      const { status } = await scene.span('process a');
      expect(status.message).to.equal('no such file');
    });
  });

  describe('takes the parent from the input', () => {
    const parentOf = async (inputData: Record<string, unknown>): Promise<ReadableSpan> => {
      const { source } = await hostOf();
      source.put('a', inputData);
      return scene.span('process a');
    };
    const places: [string, Record<string, unknown>][] = [
      ['its own fields', { traceparent, tracestate: 'vendor=1' }],
      ['its headers', { headers: { traceparent, tracestate: 'vendor=1' } }],
      [
        'its headers in any case',
        { headers: { Traceparent: traceparent, TraceState: 'vendor=1' } },
      ],
      [
        'its headers, when its own field is none',
        { traceparent: '00-0-0-00', headers: { traceparent, tracestate: 'vendor=1' } },
      ],
    ];
    for (const [place, inputData] of places) {
      it(`from ${place}`, async () => {
        const span = await parentOf(inputData);
        expect(span.spanContext().traceId).to.equal(traceId);
        expect(span.parentSpanContext?.spanId).to.equal(spanId);
        expect(span.spanContext().traceState?.serialize()).to.equal('vendor=1');
      });
    }

    for (const [what, value] of Object.entries({
      'a word': 'yesterday',
      'a number': 7,
      null: null,
      'a list': [traceparent],
    })) {
      it(`unless it is ${what}: then a new trace begins`, async () => {
        const span = await parentOf({ traceparent: value, headers: value });
        expect(span.parentSpanContext).to.equal(undefined);
      });
    }

    it('and keeps to its decision not to record', async () => {
      const { source } = await hostOf();
      source.put('a', { traceparent: traceparent.replace(/01$/, '00') });
      await eventually(() => source.accepted.length === 1);
      source.put('a');
      await scene.span('process a');
    });
  });

  describe('hands the trace on', () => {
    const check = (seen: Seen, span: ReadableSpan): void => {
      const { spanId: id } = span.spanContext();
      expect(seen.active?.traceId).to.equal(traceId);
      expect(seen.active?.spanId).to.equal(id);
      expect(seen.own.traceId).to.equal(traceId);
      expect(seen.parentOfOwn).to.equal(id);
    };
    const seenBy = ({ source }: MemoryHost, taskId: string): Seen => {
      const sent = source.accepted.find((each) => each.taskId === taskId);
      return JSON.parse(sent!.output) as Seen;
    };

    it('to the thread of the task', async () => {
      const running = await startedHost(threadWorker);
      const taskId = running.source.put('traced', { traceparent });
      await eventually(() => running.source.accepted.length === 1);
      check(seenBy(running, taskId), await scene.span('process traced'));
    });

    it('to an inline task', async () => {
      const running = await hostOf(() => lookAround(0));
      const taskId = running.source.put('a', { traceparent });
      await eventually(() => running.source.accepted.length === 1);
      check(seenBy(running, taskId), await scene.span('process a'));
    });

    it('to each of several tasks on one thread its own', async () => {
      const running = await startedHost(threadWorker);
      const ids = [30, 20, 10, 0].map((ms) => running.source.put('traced', { ms }));
      await eventually(() => running.source.accepted.length === ids.length);
      for (const span of await scene.spans('process traced', ids.length)) {
        const seen = seenBy(running, String(span.attributes['messaging.message.id']));
        expect(seen.own.traceId).to.equal(span.spanContext().traceId);
        expect(seen.parentOfOwn).to.equal(span.spanContext().spanId);
      }
    });
  });

  describe('makes a span of each attempt to deliver a result', () => {
    it('beneath that of the task', async () => {
      const { source } = await hostOf();
      const taskId = source.put('a', { traceparent });
      const span = await scene.span('deliver a');
      const task = await scene.span('process a');
      expect(span.kind).to.equal(SpanKind.CLIENT);
      expect(span.spanContext().traceId).to.equal(traceId);
      expect(span.parentSpanContext?.spanId).to.equal(task.spanContext().spanId);
      expect(span.attributes).to.deep.equal({
        'messaging.system': 'conductor',
        'messaging.operation.name': 'deliver',
        'messaging.operation.type': 'settle',
        'messaging.destination.name': 'a',
        'messaging.message.id': taskId,
        'messaging.message.conversation_id': 'w1',
      });
    });

    it('with the reason of those that fail', async () => {
      const { source } = await hostOf();
      source.deliverFailure = () =>
        source.tries.length > 1 ? null : new SourceError('not now', { kind: 'unavailable' });
      source.put('a');
      const [first, second] = await scene.spans('deliver a', 2);
      expect(first?.attributes['error.type']).to.equal('unavailable');
      expect(first?.status).to.deep.equal({ code: SpanStatusCode.ERROR, message: 'not now' });
      expect(second?.status.code).to.equal(SpanStatusCode.UNSET);
      expect(second?.parentSpanContext?.spanId).to.equal(first?.parentSpanContext?.spanId);
    });

    it('that is active meanwhile, so that requests join it', async () => {
      const { source } = await hostOf();
      source.answered = async () => {
        await lookAround(0);
      };
      source.put('a');
      const [request, span] = [await scene.span('own'), await scene.span('deliver a')];
      expect(request.parentSpanContext?.spanId).to.equal(span.spanContext().spanId);
    });
  });

  describe('has an SDK export what it holds back', () => {
    it('in the host, before its stop is over', async () => {
      scene.close();
      const batched = new InMemorySpanExporter();
      scene = new TracingScene(new BatchSpanProcessor(batched));
      const { host, source } = await hostOf();
      source.put('a');
      await eventually(() => source.accepted.length === 1);
      await host.stop();
      const names = batched.getFinishedSpans().map(({ name }) => name);
      expect(names).to.have.members(['process a', 'deliver a']);
    });

    it('in a thread, before it ends', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'worker-host-tracing-'));
      try {
        const file = join(directory, 'span');
        const { host, source } = await startedHost(flushingWorker);
        source.put('flushed', { file });
        await eventually(() => source.accepted.length === 1);
        expect(existsSync(file)).to.equal(false);
        await host.stop();
        expect(readFileSync(file, 'utf8')).to.equal('own');
      } finally {
        rmSync(directory, { recursive: true });
      }
    });

    it('and stops all the same when it can not', async () => {
      scene.close();
      scene = new TracingScene({
        onStart: () => undefined,
        onEnd: () => undefined,
        forceFlush: () => Promise.reject(new Error('nobody listens')),
        shutdown: () => Promise.resolve(),
      });
      const { host } = await hostOf();
      const warned = once(process, 'warning');
      await host.stop();
      const [warning] = (await warned) as [Error];
      expect(warning.message).to.include('nobody listens');
    });
  });

  describe('with an SDK that throws', () => {
    const failing = (method: 'onStart' | 'onEnd'): SpanProcessor => ({
      onStart: () => undefined,
      onEnd: () => undefined,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
      [method]: () => {
        throw new Error('out of ink');
      },
    });
    for (const method of ['onStart', 'onEnd'] as const) {
      it(`in ${method} completes tasks, and says so once`, async () => {
        scene.close();
        scene = new TracingScene(failing(method));
        const { source, log } = await hostOf();
        for (let count = 0; count < 3; count++) source.put('a');
        await eventually(() => source.accepted.length === 3);
        expect(source.accepted.map(({ kind }) => kind)).to.deep.equal(Array(3).fill('completed'));
        const errors = log.lines.filter(({ level }) => level === 'error');
        expect(errors.map(({ fields }) => fields.reason)).to.deep.equal(['Error: out of ink']);
      });
    }
  });
});

describe('without a tracer provider', () => {
  afterEach(stopHosts);

  it('nothing of a trace goes to the pool', async () => {
    const scene = await new RunnerScene().start();
    await scene.put();
    expect(scene.pool.submitted).to.have.lengthOf(1);
    expect(scene.pool.submitted[0]).not.to.have.property('trace');
  });

  it('no thread loads the API, whatever the input says', async () => {
    const { source } = await startedHost(untracedWorker);
    source.put('untraced', { traceparent });
    await eventually(() => source.accepted.length === 1);
    expect(source.accepted[0]?.output).to.equal('{"loaded":false}');
  });

  it('a span is made neither of a task nor of a delivery by a host that started before', async () => {
    const { source } = await startedHost(inlineWorker('a'));
    const scene = new TracingScene();
    try {
      source.put('a');
      await eventually(() => source.accepted.length === 1);
      expect(scene.exporter.getFinishedSpans()).to.deep.equal([]);
    } finally {
      scene.close();
    }
  });
});
