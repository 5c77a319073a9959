import { run } from '../processes';
import { measure, type Row } from '../rows';

/** `npm test`, once. */
export async function testSuite(): Promise<Row[]> {
  const { milliseconds } = await run('npm', ['test'], {});
  return [measure({ what: 'npm test', against: '', unit: 's', target: { atMost: 60 } }, [milliseconds / 1000])];
}
