/**
 * Watches a host as a dashboard that is open and a Prometheus server that scrapes do, from now
 * until `stop`; begins when the host listens.
 */
export function watchHost(port: number): { readonly stop: () => Promise<void> } {
  const end = new AbortController();
  const url = `http://127.0.0.1:${port}`;
  const watching = Promise.all([
    again(end.signal, async () => {
      const answer = await fetch(`${url}/events`, { signal: end.signal });
      // Read as fast as it comes, whatever it says.
      await answer.body?.pipeTo(new WritableStream());
    }),
    again(end.signal, async () => {
      const answer = await fetch(`${url}/metrics`, { signal: end.signal });
      await answer.text();
      await pause(scrapeMs, end.signal);
    }),
  ]);
  return {
    stop: async () => {
      end.abort();
      await watching;
    },
  };
}

/** Shorter than what is usual, so that a measurement of seconds meets some. */
const scrapeMs = 1000;
const retryMs = 50;

async function again(signal: AbortSignal, step: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await step();
    } catch {
      // It does not listen yet, or not any more.
      await pause(retryMs, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
