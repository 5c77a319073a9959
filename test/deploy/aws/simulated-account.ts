import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from './aws-error';
import { type AwsRequest, readAwsRequest } from './aws-request';
import { BootstrapBucketStub } from './bootstrap-bucket-stub';
import { SimulatedCloudFormation } from './cloudformation/simulated-cloudformation';
import { PhysicalResources } from './physical-resources';
import { StsStub } from './sts-stub';
import { toXml, type XmlRecord } from './xml';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

/**
 * A bootstrapped AWS account on 127.0.0.1: the calls of STS, SSM, S3 and CloudFormation that the CDK CLI makes. Any other
 * call fails with NotImplemented and names the call, so that the CLI command fails too.
 */
export class SimulatedAccount {
  readonly sts = new StsStub(ACCOUNT);
  readonly bucket = new BootstrapBucketStub(`cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`);
  readonly resources = new PhysicalResources();
  readonly cloudFormation = new SimulatedCloudFormation({
    account: ACCOUNT,
    region: REGION,
    resources: this.resources,
    templates: this.bucket.objects,
  });
  /** Calls that the user's own credentials signed instead of those of an assumed role. */
  readonly callsWithoutRole: string[] = [];
  /** The versions of the CLI that called, as `aws-cdk/VERSION`. */
  readonly cliVersions = new Set<string>();
  private readonly server = createServer(async (request, response) =>
    this.reply(await readAwsRequest(request), response),
  );

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Environment variables that direct the CLI and the AWS SDK to this account. */
  get environment(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      // An IP address, because S3 clients put the bucket's name in front of a host name.
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'AKIAUSER',
      AWS_SECRET_ACCESS_KEY: 'simulated',
    };
  }

  private reply(request: AwsRequest, response: ServerResponse): void {
    const [version] = request.headers['x-amz-user-agent']?.toString().match(/aws-cdk\/\S+/) ?? [];
    if (version) this.cliVersions.add(version);
    if (request.service !== 'sts' && request.accessKey !== this.sts.roleKey)
      this.callsWithoutRole.push(`${request.service} ${request.method} ${request.path}`);
    try {
      response.setHeader('ETag', '"etag"').end(this.answer(request));
    } catch (error) {
      response.writeHead(400).end(errorReply(request.service, error));
    }
  }

  private answer(request: AwsRequest): string {
    switch (request.service) {
      case 'sts':
        return queryReply(request, this.sts);
      case 'cloudformation':
        return queryReply(request, this.cloudFormation);
      case 's3':
        return toXml(this.bucket.answer(request));
      case 'ssm':
        return JSON.stringify(getParameter(request));
      default:
        throw new AwsError('NotImplemented', `The simulated account has no ${request.service}`);
    }
  }
}

interface QueryService {
  answer(action: string, input: URLSearchParams): XmlRecord;
}

function queryReply({ body }: AwsRequest, service: QueryService): string {
  const input = new URLSearchParams(body.toString());
  const action = input.get('Action') ?? '';
  return toXml({ [`${action}Response`]: { [`${action}Result`]: service.answer(action, input) } });
}

/** SSM has one parameter: the version of the bootstrap stack, higher than any app requires. */
function getParameter({ headers, body }: AwsRequest): object {
  const { Name } = JSON.parse(body.toString());
  if (headers['x-amz-target'] === 'AmazonSSM.GetParameter' && Name === '/cdk-bootstrap/hnb659fds/version')
    return { Parameter: { Name, Type: 'String', Value: '999' } };
  throw new AwsError('NotImplemented', `The SSM stub does not support ${headers['x-amz-target']} of ${Name}`);
}

/** An error in the format of the service's protocol. */
function errorReply(service: string, error: unknown): string {
  const { code, message } = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error));
  if (service === 'ssm') return JSON.stringify({ __type: code, message });
  const xml = { Error: { Code: code, Message: message } };
  return toXml(service === 's3' ? xml : { ErrorResponse: xml });
}
