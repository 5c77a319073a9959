// Runs in the process of the compiler before it. The local run goes first on a busy machine, and may be killed at any time.
import { constants, setPriority } from 'node:os';

setPriority(constants.priority.PRIORITY_LOW);
process.on('disconnect', () => process.exit());
