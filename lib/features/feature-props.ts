import type { AuthApi } from '../api/auth-api';
import type { StageConfig } from '../stages/stage-config';
import type { Users } from '../users/users';

/** What the construct of a feature gets from the stack: docs/guides/your-own-feature.md. */
export interface FeatureProps {
  readonly stage: StageConfig;
  readonly users: Users;
  readonly api: AuthApi;
}
