import { forgetEmptyTemporalVariables } from '../settings.js';
import { run } from './program.js';
import { endWithReader } from './terminal.js';

endWithReader();
forgetEmptyTemporalVariables();
process.exitCode = await run(process.argv.slice(2));
