import type { Deployment, UserPoolDefinition } from '../template/deployment';

/**
 * Name of the folder that keeps the state of a deployment. Each stack and sign-in mode has its own, because the ids of the pools
 * depend on the stack's name, and users of one mode cannot sign in in another.
 */
export function stateName({ stackName, userPools }: Pick<Deployment, 'stackName' | 'userPools'>): string {
  const modes = [...new Set(userPools.map(signInMode))].sort();
  return [stackName, ...modes].join('-').replace(/[^\w.-]/g, '-');
}

/** What users sign up with. */
function signInMode({ properties: { UsernameAttributes } }: UserPoolDefinition): string {
  const attributes = Array.isArray(UsernameAttributes) ? [...UsernameAttributes].sort() : [];
  return attributes.length > 0 ? attributes.join('-') : 'username';
}
