import { createHash } from 'node:crypto';
import { AwsError } from './aws-error';
import type { AwsRequest } from './aws-request';
import type { XmlRecord } from './xml';

const ENCRYPTION = { Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } } };

/** The asset bucket of `cdk bootstrap`: the S3 calls that the CLI makes. */
export class BootstrapBucketStub {
  /** All uploaded objects by key. */
  readonly objects = new Map<string, Buffer>();

  constructor(readonly name: string) {}

  answer(request: AwsRequest): XmlRecord {
    const { method, path, query } = request;
    const [bucket, key] = path.slice(1).split('/');
    if (bucket !== this.name) throw new AwsError('NoSuchBucket', `There is no bucket ${bucket}`);
    if (method === 'PUT' && key) return this.put(key, request);
    if (method === 'GET' && query.has('location')) return { LocationConstraint: 'any' };
    if (method === 'GET' && query.has('encryption')) return { ServerSideEncryptionConfiguration: ENCRYPTION };
    if (method === 'GET' && query.has('list-type')) return this.list(query.get('prefix') ?? '');
    throw new AwsError('NotImplemented', `The bucket stub does not support ${method} ${path}?${query}`);
  }

  private put(key: string, { headers, body }: AwsRequest): XmlRecord {
    const checksum = createHash('sha256').update(body).digest('base64');
    if (headers['x-amz-checksum-sha256'] !== checksum)
      throw new AwsError('BadDigest', `The content of ${key} does not match its checksum`);
    this.objects.set(key, body);
    return {};
  }

  private list(prefix: string): XmlRecord {
    const found = [...this.objects].find(([key]) => key.startsWith(prefix));
    return { ListBucketResult: found ? { Contents: { Key: found[0], Size: found[1].length } } : {} };
  }
}
