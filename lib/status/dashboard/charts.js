import { Chart } from './chart.js';
import { columnsOf, measures, others } from './chart-data.js';
import { chooseWorkers } from './chosen-workers.js';
import { WorkerColours } from './colours.js';
import { milliseconds, rate } from './format.js';
import { Legend } from './legend.js';

/** Throughput, failures and latency of the workers, with one legend for all. */
export class Charts {
  #colours = new WorkerColours();
  #legend;
  #charts;
  #at = null;
  #columns = null;

  constructor(parent, legend, onPick) {
    this.#legend = new Legend(legend, onPick);
    const onCursor = (index) => this.#point(index);
    this.#charts = {
      throughput: new Chart(parent, 'Tasks ended, per second', rate, onCursor),
      failures: new Chart(parent, 'Tasks failed, per second', rate, onCursor),
      latency: new Chart(parent, 'Execution time, 99th percentile', milliseconds, onCursor),
    };
  }

  show(samples, matches) {
    const { chosen, others: rest } = chooseWorkers(samples, matches);
    this.#colours.keep(chosen);
    const names = rest.length === 0 ? chosen : [...chosen, others];
    const properties = names.map((name) => this.#colours.of(name));
    this.#columns = {};
    for (const [key, chart] of Object.entries(this.#charts)) {
      this.#columns[key] = columnsOf(samples, measures[key], chosen, rest);
      chart.show(
        this.#columns[key],
        key === 'throughput' ? drawnAlone(properties, rest) : properties,
      );
    }
    this.#legend.show(
      names.map((name, index) => ({ name, property: properties[index], others: rest.length })),
    );
    this.#tell();
  }

  recolour() {
    for (const chart of Object.values(this.#charts)) chart.recolour();
  }

  #point(index) {
    if (index === this.#at) return;
    this.#at = index;
    this.#tell();
  }

  /** The values where the pointer is, else the newest. */
  #tell() {
    if (this.#columns === null) return;
    const { throughput, latency } = this.#columns;
    const index = this.#at ?? throughput[0].length - 1;
    const value = (columns, line) => columns[line + 1]?.[index] ?? null;
    this.#legend.tell((line) => [value(throughput, line), value(latency, line)]);
  }
}

/** The sum of many would flatten the lines of each. */
function drawnAlone(properties, rest) {
  return rest.length === 0 ? properties : [...properties.slice(0, -1), null];
}
