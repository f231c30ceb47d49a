import workers from './bench-workers.js';
import { WorkerHost } from './package-under-test.js';
import { setup } from './setup.js';
import { untilToldToStop } from './until-told-to-stop.js';

const host = new WorkerHost(workers, { serverUrl: setup.url });
await host.start();
untilToldToStop(() => host.stop());
