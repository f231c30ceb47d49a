/* global matchMedia */
import { Charts } from './charts.js';
import { follow } from './connection.js';
import { Control } from './control.js';
import { byId, setText } from './elements.js';
import { FailureList } from './failure-list.js';
import { showFigures } from './figures.js';
import { Filter } from './filter.js';
import { duration } from './format.js';
import { showHealth, showLost } from './health-panel.js';
import { History } from './history.js';
import { OperatePanel } from './operate-panel.js';
import { RunningTable } from './running-table.js';
import { offerThemes } from './theme-choice.js';
import { WorkerTable } from './worker-table.js';

let latest = null;
const past = new History();
const filter = new Filter(byId('filter'), () => {
  showLatest();
  showPast();
});
const control = new Control(() => showLatest());
const operate = new OperatePanel(control);
const running = new RunningTable(operate);
const failures = new FailureList();
const workers = new WorkerTable(operate);
const charts = new Charts(byId('charts'), byId('legend'), (name) => filter.pick(name));

function showLatest() {
  if (latest === null) return;
  const { status, now } = latest;
  setText(byId('about'), aboutText(status, now));
  delete byId('main').dataset.stale;
  showHealth(latest);
  showFigures(latest, past.lastMinute());
  operate.show(latest);
  running.show(
    latest.running,
    filter.matches,
    status.workers.reduce((sum, worker) => sum + worker.running, 0),
  );
  failures.show(latest.failures, filter.matches, now);
  workers.show(status.workers, filter.matches, now);
}

function showPast() {
  charts.show(past.samples, filter.matches);
}

function aboutText({ version, startedAt, engine }, now) {
  const up = startedAt === null ? 'not started' : `up ${duration(now - Date.parse(startedAt))}`;
  return [version, up, engine.description].filter(Boolean).join(' · ');
}

function recolour() {
  charts.recolour();
  showPast();
}

offerThemes(byId('theme'), recolour);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
follow({
  begin: () => past.clear(),
  samples: (samples) => {
    past.add(samples);
    showPast();
  },
  frame: (frame) => {
    latest = frame;
    showLatest();
  },
  lost: (silentMs) => {
    byId('main').dataset.stale = '';
    showLost(silentMs);
  },
});
