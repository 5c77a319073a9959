import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AwsCall, readCall } from './aws-call';
import { AwsError } from './aws-error';
import { BootstrapBucket } from './bootstrap-bucket';
import { CloudFormation } from './cloud-formation';
import { SecurityTokens } from './security-tokens';
import { toXml, type XmlRecord } from './xml';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

/**
 * An AWS account on loopback that `cdk bootstrap` has prepared: STS, SSM, S3 and CloudFormation as far as `cdk deploy`
 * asks. It refuses what it does not know and says what that was, so that the deployment ends with it.
 */
export class AwsAccount {
  readonly securityTokens = new SecurityTokens(ACCOUNT);
  readonly bucket = new BootstrapBucket(`cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`);
  readonly cloudFormation = new CloudFormation(REGION, ACCOUNT, this.bucket.objects);
  /** Calls that needed a permission of the caller's own, because no role had been assumed for them. */
  readonly callsWithoutRole: string[] = [];
  /** The versions of the CLI that called, as `aws-cdk/VERSION`. */
  readonly cliVersions = new Set<string>();
  private readonly server = createServer(async (request, response) => this.reply(await readCall(request), response));

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** What makes a process take this for AWS. */
  get environment(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      // A number and not a name: S3's clients would put the bucket before a name.
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'AKIAUSER',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
    };
  }

  private reply(call: AwsCall, response: ServerResponse): void {
    const [version] = call.headers['x-amz-user-agent']?.toString().match(/aws-cdk\/\S+/) ?? [];
    if (version) this.cliVersions.add(version);
    if (call.service !== 'sts' && call.accessKey !== this.securityTokens.roleKey)
      this.callsWithoutRole.push(`${call.service} ${call.method} ${call.path}`);
    try {
      response.setHeader('ETag', '"etag"').end(this.answer(call));
    } catch (error) {
      response.writeHead(400).end(errorReply(call.service, error));
    }
  }

  private answer(call: AwsCall): string {
    switch (call.service) {
      case 'sts':
        return queryReply(call, this.securityTokens);
      case 'cloudformation':
        return queryReply(call, this.cloudFormation);
      case 's3':
        return toXml(this.bucket.answer(call));
      case 'ssm':
        return JSON.stringify(parameter(call));
      default:
        throw new AwsError('NotImplemented', `The rehearsal has no ${call.service}`);
    }
  }
}

interface QueryService {
  answer(action: string, input: URLSearchParams): XmlRecord;
}

function queryReply({ body }: AwsCall, service: QueryService): string {
  const input = new URLSearchParams(body.toString());
  const action = input.get('Action') ?? '';
  return toXml({ [`${action}Response`]: { [`${action}Result`]: service.answer(action, input) } });
}

/** SSM knows one parameter: the version of the bootstrap stack, newer than anybody requires. */
function parameter({ headers, body }: AwsCall): object {
  const { Name } = JSON.parse(body.toString());
  if (headers['x-amz-target'] === 'AmazonSSM.GetParameter' && Name === '/cdk-bootstrap/hnb659fds/version')
    return { Parameter: { Name, Type: 'String', Value: '999' } };
  throw new AwsError('NotImplemented', `The rehearsal's SSM knows no ${headers['x-amz-target']} of ${Name}`);
}

/** An error in the form of each service's protocol. */
function errorReply(service: string, error: unknown): string {
  const { code, message } = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error));
  if (service === 'ssm') return JSON.stringify({ __type: code, message });
  const xml = { Error: { Code: code, Message: message } };
  return toXml(service === 's3' ? xml : { ErrorResponse: xml });
}
