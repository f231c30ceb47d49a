/* global clearTimeout, document, setTimeout */
import { askForToken, confirmed } from './dialogs.js';
import { byId, element, setText } from './elements.js';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const outcomeMs = 10_000;

/** What an operator may do to the whole host; nothing of it is there without a token. */
export class OperatePanel {
  #control;
  #outdated;

  constructor(control) {
    this.#control = control;
    byId('log-level').append(...levels.map((level) => element('option', { value: level }, level)));
    byId('lock').addEventListener('click', () => {
      if (control.unlocked) control.lock();
      else askForToken(control);
    });
    byId('pause-all').addEventListener('click', () => void this.#pauseAll());
    byId('resume-all').addEventListener('click', () => this.act('resume', {}, 'All workers poll.'));
    byId('log-level').addEventListener('change', ({ target }) => {
      this.act('log-level', { level: target.value }, `The log level is ${target.value}.`);
    });
    byId('drain').addEventListener('click', () => void this.#drain());
  }

  show({ controllable, logLevel, status }) {
    const { unlocked } = this.#control;
    document.body.dataset.access = controllable && unlocked ? 'control' : 'read';
    byId('operate').hidden = !(controllable && unlocked);
    byId('lock').hidden = !controllable;
    setText(byId('lock'), unlocked ? 'Lock control' : 'Unlock control');
    byId('drain').disabled = status.state !== 'running';
    const select = byId('log-level');
    if (document.activeElement !== select) select.value = logLevel;
    setText(byId('access'), accessText(controllable, unlocked));
  }

  /** Asks the host for something and tells what came of it. */
  async act(action, body, done) {
    try {
      await this.#control.ask(action, body);
      this.#tell(done, '');
    } catch (error) {
      this.#tell(error.message, 'problem');
    }
  }

  #tell(text, className) {
    const outcome = byId('outcome');
    outcome.className = className;
    setText(outcome, text);
    clearTimeout(this.#outdated);
    this.#outdated = setTimeout(() => setText(outcome, ''), outcomeMs);
  }

  async #pauseAll() {
    const question = {
      title: 'Pause all workers?',
      text: 'No more tasks are polled until they are resumed. Running tasks go on.',
      action: 'Pause all',
    };
    if (await confirmed(question)) await this.act('pause', {}, 'All workers are paused.');
  }

  async #drain() {
    const question = {
      title: 'Drain the host?',
      text: 'It stops polling, finishes what runs, delivers the results, and ends. It can’t be taken back.',
      action: 'Drain',
    };
    if (await confirmed(question)) await this.act('drain', {}, 'The host drains.');
  }
}

function accessText(controllable, unlocked) {
  if (!controllable)
    return 'Read only. With a status_token set, the host can be controlled from here.';
  return unlocked ? 'Control is unlocked in this tab.' : 'Read only until control is unlocked.';
}
