import { hostname } from 'node:os';

/** Which process runs a unit, for a person who looks for it. */
export const workerName = (): string => `${process.pid}-${hostname()}`;
