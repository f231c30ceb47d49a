/* global ResizeObserver, window */
import UPlot from './uPlot.esm.js';
import { colour } from './colours.js';
import { element } from './elements.js';

const height = 170;
const windowSeconds = 15 * 60;
const sync = UPlot.sync('host');

/** A line chart over the last 15 minutes, with its title. */
export class Chart {
  #frame = element('div', { class: 'plot', 'aria-hidden': 'true' });
  #format;
  #onCursor;
  #plot = null;
  #drawn = '';

  constructor(parent, title, format, onCursor) {
    this.#format = format;
    this.#onCursor = onCursor;
    parent.append(element('figure', {}, element('figcaption', {}, title), this.#frame));
    new ResizeObserver(() => this.#resize()).observe(this.#frame);
  }

  /** @param properties names of the custom properties with the colours, one for each column; null = not drawn */
  show(columns, properties) {
    const drawn = properties.join();
    if (this.#plot !== null && drawn === this.#drawn) {
      this.#plot.setData(columns);
      return;
    }
    this.#drawn = drawn;
    this.#plot?.destroy();
    this.#plot = new UPlot(this.#options(properties), columns, this.#frame);
  }

  /** Draws all in the colours of another theme. */
  recolour() {
    this.#drawn = '';
  }

  #resize() {
    this.#plot?.setSize({ width: this.#width, height });
  }

  get #width() {
    return Math.max(200, this.#frame.clientWidth);
  }

  #options(properties) {
    const axis = {
      stroke: colour('--muted'),
      font: '11px system-ui, sans-serif',
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    };
    return {
      width: this.#width,
      height,
      legend: { show: false },
      padding: [8, 18, 0, 0],
      cursor: { sync: { key: sync.key }, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: {
          range: (_plot, _min, max) => [
            (max ?? Date.now() / 1000) - windowSeconds,
            max ?? Date.now() / 1000,
          ],
        },
        y: { range: (_plot, _min, max) => [0, (max || 1) * 1.1] },
      },
      axes: [
        { ...axis, space: 70, size: 26, values: (_plot, times) => times.map(clock) },
        {
          ...axis,
          size: 52,
          values: (_plot, values) => values.map((value) => this.#format(value)),
        },
      ],
      series: [{}, ...properties.map((property) => this.#line(property))],
      hooks: { setCursor: [({ cursor }) => this.#onCursor(cursor.idx ?? null)] },
    };
  }

  #line(property) {
    return {
      show: property !== null,
      stroke: property === null ? '' : colour(property),
      width: 1.5,
      points: { show: false },
      pxAlign: window.devicePixelRatio,
    };
  }
}

function clock(seconds) {
  return new Date(seconds * 1000).toTimeString().slice(0, 5);
}
