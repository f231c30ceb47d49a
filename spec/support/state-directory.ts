import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Hosts of specs, and the processes that they start, keep their outboxes here, not in the user's own state.
const directory = mkdtempSync(join(tmpdir(), 'worker-host-state-'));
process.env['XDG_STATE_HOME'] = directory;
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
