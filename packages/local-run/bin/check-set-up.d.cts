/** A sentence about a version of Node.js that is too old, or about libraries that are not installed. Otherwise undefined. */
export declare function findProblem(version: string): string | undefined;
