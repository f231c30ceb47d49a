import type { ClientResult, RowResult, Taken } from '../report/result.ts';
import type { Entry, Row } from '../rows/row.ts';
import type { Figures } from './figures.ts';

/**
 * Measures all entries of all rows once per round, so that whatever disturbs the machine for a
 * while disturbs everybody; every second round backwards, so that no one always follows the same
 * neighbour.
 */
export async function runRows(
  rows: readonly Row[],
  rounds: number,
  taken: Taken,
  say: (line: string) => void,
): Promise<RowResult[]> {
  const running = rows.map((row) => ({ row, clients: row.entries.map(newClient) }));
  for (let round = 1; round <= rounds; round++) {
    for (const { row, clients } of running) {
      for (const client of round % 2 === 1 ? clients : clients.toReversed()) {
        await measureOnce(client, row.name, (line) => say(`round ${round}: ${line}`));
      }
    }
  }
  return running.map(({ row, clients }) => {
    const { name, title, about, metrics, missing } = row;
    return { name, title, about, metrics, clients: clients.map(resultOf), missing, taken };
  });
}

interface Client {
  readonly entry: Entry;
  readonly name: string;
  readonly rounds: (Figures | null)[];
  failure: string | null;
}

function newClient(entry: Entry): Client {
  return { entry, name: entry.name ?? entry.contender.name, rounds: [], failure: null };
}

/** A client that failed once is not asked again: it would cost every round its time limit. */
async function measureOnce(
  client: Client,
  row: string,
  say: (line: string) => void,
): Promise<void> {
  if (client.failure !== null) {
    client.rounds.push(null);
    return;
  }
  try {
    const figures = await client.entry.measure();
    client.rounds.push(figures);
    const text = Object.entries(figures)
      .filter(([, value]) => !Number.isNaN(value))
      .map(([key, value]) => `${key} ${Number(value.toPrecision(4))}`);
    say(`${row}: ${client.name}: ${text.join(', ')}`);
  } catch (error) {
    client.failure = error instanceof Error ? error.message : String(error);
    client.rounds.push(null);
    say(`${row}: ${client.name} failed: ${client.failure}`);
  }
}

function resultOf({ entry, name, rounds, failure }: Client): ClientResult {
  const { ours = false, baseline = false } = entry.contender;
  return { name, ours, baseline, rounds, ...(failure === null ? {} : { failure }) };
}
