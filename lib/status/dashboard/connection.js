/* global EventSource, setInterval, setTimeout */
const silenceMs = 5000;
const retryMs = 3000;

/**
 * Follows the host. `frame` gets each frame, `samples` new ones of the history, `begin` is called
 * before the whole history comes (again), `lost` each second while the host says nothing, with how
 * long that has been.
 */
export function follow({ frame, samples, begin, lost }) {
  let heardAt = Date.now();
  const heard = () => (heardAt = Date.now());

  const connect = () => {
    const events = new EventSource('events');
    events.addEventListener('open', begin);
    events.addEventListener('samples', ({ data }) => samples(JSON.parse(data)));
    events.addEventListener('frame', ({ data }) => {
      heard();
      frame(JSON.parse(data));
    });
    events.addEventListener('error', () => {
      // Broken connections are made again by the browser; refused ones are not.
      if (events.readyState === EventSource.CLOSED) setTimeout(connect, retryMs);
    });
  };

  connect();
  setInterval(() => {
    const silentMs = Date.now() - heardAt;
    if (silentMs >= silenceMs) lost(silentMs);
  }, 1000);
}
