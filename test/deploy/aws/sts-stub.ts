import { AwsError } from './aws-error';
import type { XmlRecord } from './xml';

const ONE_HOUR = 3_600_000;

/** STS: every caller may assume every role of the account. */
export class StsStub {
  /** The access key of every assumed role. */
  readonly roleKey = 'ASIAROLE';
  /** Names of the roles that were assumed. */
  readonly assumedRoles = new Set<string>();

  constructor(private readonly account: string) {}

  answer(action: string, input: URLSearchParams): XmlRecord {
    if (action === 'GetCallerIdentity') {
      return {
        UserId: 'AIDAUSER',
        Account: this.account,
        Arn: `arn:aws:iam::${this.account}:user/simulated`,
      };
    }
    if (action === 'AssumeRole') return this.assumeRole(input.get('RoleArn') ?? '');
    throw new AwsError('NotImplemented', `The STS stub does not support ${action}`);
  }

  private assumeRole(role: string): XmlRecord {
    this.assumedRoles.add(role.replace(/.*\//, ''));
    const secrets = { SecretAccessKey: 'simulated', SessionToken: 'simulated' };
    const Expiration = new Date(Date.now() + ONE_HOUR).toISOString();
    return {
      Credentials: { AccessKeyId: this.roleKey, ...secrets, Expiration },
      AssumedRoleUser: { AssumedRoleId: 'AROAROLE:simulated', Arn: role },
    };
  }
}
