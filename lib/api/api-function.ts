import { Duration, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { handlerCode } from './bundling';

/** What one function needs to be told; all else is the same for every function and stands below. */
export interface ApiFunctionProps {
  /** The file in lambda/ without its ending. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: ILogGroup;
}

/** A Lambda behind the API. It may write its log and its traces, and nothing else: docs/decisions/0001 says why. */
export class ApiFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { name, environment, logGroup }: ApiFunctionProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    super(scope, id, {
      code: handlerCode(scope, name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // Processor time comes with memory, and starting the SDK is work for the processor.
      memorySize: 512,
      // Longer than a call to Cognito may take, shorter than a caller's patience.
      timeout: Duration.seconds(10),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: { ...environment },
    });

    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'API Gateway waits for the reply: a dead letter queue is for calls that nobody waits for.',
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray knows no resources to which writing traces could be limited.',
    });
  }
}
