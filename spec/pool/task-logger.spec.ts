import { expect } from 'chai';
import type { TaskLogRecord } from '../../lib/pool/execution-pool.ts';
import { taskLogger } from '../../lib/pool/task-logger.ts';
import type { TaskLogger } from '../../lib/worker/task-context.ts';

describe("a task's logger", () => {
  let records: TaskLogRecord[];

  beforeEach(() => (records = []));

  const logger = (level = 'trace'): TaskLogger =>
    taskLogger((record) => records.push(record), level);

  it('takes fields, text and arguments as pino does', () => {
    logger().warn({ a: 1 }, 'half of %s at %d', 'it', 2);
    logger().info('only text');
    expect(records).to.deep.equal([
      { level: 'warn', message: 'half of it at 2', fields: { a: 1 } },
      { level: 'info', message: 'only text' },
    ]);
  });

  it('has children that add their fields, and those of their parents', () => {
    const child = logger().child({ a: 1, b: 1 }).child({ b: 2 });
    child.info({ c: 3 }, 'x');
    child.info('y');
    expect(records.map(({ fields }) => fields)).to.deep.equal([
      { a: 1, b: 2, c: 3 },
      { a: 1, b: 2 },
    ]);
  });

  it('writes an error as type, message and stack', () => {
    logger()
      .child({ cause: new TypeError('inner') })
      .error(new Error('outer'));
    const [{ message, fields } = { message: '' }] = records;
    expect(message).to.equal('outer');
    expect(fields?.['err']).to.include({ type: 'Error', message: 'outer' });
    expect(fields?.['cause']).to.include({ type: 'TypeError', message: 'inner' });
  });

  it('drops what lies below its level, which may be changed, and a child has one of its own', () => {
    const parent = logger('warn');
    const child = parent.child({}, { level: 'debug' });
    parent.info('dropped');
    child.debug('kept');
    child.trace('dropped');
    parent.level = 'info';
    parent.info('kept too');
    parent.level = 'silent';
    parent.fatal('dropped');
    parent.silent('dropped');
    expect(records.map(({ message }) => message)).to.deep.equal(['kept', 'kept too']);
    expect([child.isLevelEnabled('debug'), child.isLevelEnabled('trace')]).to.deep.equal([
      true,
      false,
    ]);
  });
});
