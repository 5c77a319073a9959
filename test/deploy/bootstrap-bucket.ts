import { createHash } from 'node:crypto';
import type { AwsCall } from './aws-call';
import { AwsError } from './aws-error';
import type { XmlRecord } from './xml';

const ENCRYPTION = { Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } } };

/** The bucket that `cdk bootstrap` made, as far as deployments ask for it. */
export class BootstrapBucket {
  /** All that was uploaded, by key. */
  readonly objects = new Map<string, Buffer>();

  constructor(private readonly name: string) {}

  answer(call: AwsCall): XmlRecord {
    const [bucket, key] = call.path.slice(1).split('/');
    if (bucket !== this.name) throw new AwsError('NoSuchBucket', `There is no bucket ${bucket}`);
    if (call.method === 'PUT' && key) return this.put(key, call);
    if (call.method === 'GET' && call.query.has('location')) return { LocationConstraint: 'of no interest' };
    if (call.method === 'GET' && call.query.has('encryption')) return { ServerSideEncryptionConfiguration: ENCRYPTION };
    if (call.method === 'GET' && call.query.has('list-type')) return this.list(call.query.get('prefix') ?? '');
    throw new AwsError('NotImplemented', `The rehearsal's bucket knows no ${call.method} ${call.path}?${call.query}`);
  }

  private put(key: string, { headers, body }: AwsCall): XmlRecord {
    const checksum = createHash('sha256').update(body).digest('base64');
    if (headers['x-amz-checksum-sha256'] !== checksum)
      throw new AwsError('BadDigest', `${key} is not what its checksum says`);
    this.objects.set(key, body);
    return {};
  }

  private list(prefix: string): XmlRecord {
    const found = [...this.objects].find(([key]) => key.startsWith(prefix));
    return { ListBucketResult: found ? { Contents: { Key: found[0], Size: found[1].length } } : {} };
  }
}
