import { run } from '../processes';
import { measure, type Row } from '../rows';

/** All tests, once. */
export async function tests(): Promise<Row[]> {
  const { milliseconds } = await run('npm', ['test'], {});
  return [measure({ what: 'npm test', against: '', unit: 's', target: { atMost: 60 } }, [milliseconds / 1000])];
}
