import { stageWith, synthesized } from './stacks';

const stage = stageWith({ identityPool: true });

/** A stack with the setting `identityPool`. In a file of its own, because synthesizing it is slow and few tests need it. */
export const withIdentityPool = { title: 'stage dev with an identity pool', ...synthesized(stage) };
