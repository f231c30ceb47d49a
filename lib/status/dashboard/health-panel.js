/* global document */
import { byId, setAttribute, setLines, setText } from './elements.js';
import { duration, workerTitle } from './format.js';

/** Whether the host is healthy, in a word and in the reasons against it. */
export function showHealth(frame) {
  const [level, word] = verdict(frame);
  const failing = [...frame.health.live, ...frame.health.ready].filter(({ ok }) => !ok);
  show(level, word, [...new Set(failing.map(({ detail }) => detail))], notesOf(frame));
}

export function showLost(silentMs) {
  const reason = `nothing heard for ${duration(silentMs)}; what is shown below is from before`;
  show('bad', 'No answer from the host', [reason], []);
}

function verdict({ status: { state }, health }) {
  if (health.live.some(({ ok }) => !ok)) return ['bad', 'Stuck'];
  if (state === 'draining') return ['warn', 'Draining'];
  if (state === 'starting' || state === 'idle') return ['warn', 'Starting'];
  if (state !== 'running') return ['bad', state === 'failed' ? 'Failed' : 'Stopped'];
  return health.ready.every(({ ok }) => ok) ? ['good', 'Ready'] : ['bad', 'Not ready'];
}

/** What an operator should know, though it does not make the host unready. */
function notesOf({ status, now }) {
  const notes = [];
  const paused = status.workers.filter(({ state }) => state === 'paused');
  if (paused.length > 0) notes.push(`paused: ${paused.map(workerTitle).join(', ')}`);
  const { outbox } = status;
  if (outbox !== null && outbox.stored > 0) {
    const age =
      outbox.oldestAt === null
        ? ''
        : `, the oldest for ${duration(now - Date.parse(outbox.oldestAt))}`;
    notes.push(
      `results that the engine has not accepted wait in the outbox: ${outbox.stored}${age}`,
    );
  }
  return notes;
}

function show(level, word, reasons, notes) {
  setAttribute(byId('health'), 'data-level', level);
  setText(byId('health-word'), word);
  setLines(byId('health-reasons'), reasons);
  setLines(byId('health-notes'), notes);
  const title = `${word} · worker-host`;
  if (document.title !== title) document.title = title;
}
