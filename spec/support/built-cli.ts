import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Specs of the command line start some hundred processes, which come up three times as fast from
// the build that `npm test` makes first. A spec that is run alone starts the sources.
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
if (existsSync(main)) process.env['WORKER_HOST_TEST_CLI'] = main;
