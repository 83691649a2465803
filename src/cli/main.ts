import { run } from './program.js';
import { endWithReader } from './terminal.js';

endWithReader();
process.exitCode = await run(process.argv.slice(2));
