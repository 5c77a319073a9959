import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { handlerCode } from '../handler-code';
import type { StageConfig } from '../stage';

/** What one function needs to be told; all else is the same for every function and stands below. */
export interface ApiFunctionProps {
  readonly stage: StageConfig;
  /** The file in lambda/ without its ending. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A Lambda behind the API. It may write its own log and nothing else: docs/decisions/0001 says why that is enough. */
export class ApiFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { stage, name, environment }: ApiFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: stage.logRetention,
      removalPolicy: stage.logRemovalPolicy,
    });
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
      environment: { ...environment },
    });
  }
}
