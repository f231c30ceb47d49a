/** What mocha loads to run the suite against the server that `CONDUCTOR_TEST_URL` names. */
import { engineFromEnvironment } from './engine-under-test.ts';
import { describeEngine } from './suite.ts';

const engine = engineFromEnvironment();
if (engine === null) throw new Error('set CONDUCTOR_TEST_URL, or use npm run test:engine');
describeEngine(engine);
