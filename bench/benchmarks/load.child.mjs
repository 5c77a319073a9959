// Runs autocannon with the options on standard input and prints the result.
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';

const { requests, errors, timeouts, non2xx } = await autocannon(JSON.parse(await text(process.stdin)));
process.stdout.write(JSON.stringify({ perSecond: requests.average, failures: errors + timeouts + non2xx }));
