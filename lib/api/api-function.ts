import { Duration, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type AssetCode, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Longer than the deadline for calls to Cognito (4 s, lambda/cognito/client.ts). */
const DEFAULT_TIMEOUT = Duration.seconds(10);

/** The settings in which functions differ. All others have the same value for every function. */
export interface ApiFunctionProps {
  readonly code: AssetCode;
  readonly environment: Readonly<Record<string, string>>;
  /** MiB. */
  readonly memory: number;
  /** @default 10 seconds */
  readonly timeout?: Duration | undefined;
  readonly logGroup: ILogGroup;
}

/**
 * A Lambda function of the API or of a trigger of the user pool. Its role may write logs and traces, and nothing else until
 * its feature or its row of lib/users/triggers.ts grants it more: docs/decisions/0001.
 */
export class ApiFunction extends NodejsFunction {
  /** For a feature that acknowledges a finding about the permissions of its function. */
  declare readonly role: Role;

  constructor(scope: Construct, id: string, { code, environment, memory, timeout, logGroup }: ApiFunctionProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    super(scope, id, {
      code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout: timeout ?? DEFAULT_TIMEOUT,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: { ...environment },
    });

    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'API Gateway and Cognito invoke the function synchronously: a dead-letter queue is for asynchronous invocations.',
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The X-Ray write actions support no resource-level permissions.',
    });
  }
}
