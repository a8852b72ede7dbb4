/**
 * What an SDK command does to the account. `read`: its answer holds until the next write. `harmless`: it changes
 * nothing, and each one is a question of its own. `write`: it can change the account.
 */
export type CommandKind = 'read' | 'harmless' | 'write';

/** The names of AWS commands that read, except those that are polled: each poll is a new question. */
const READS = /^(Describe|Get|Head|List)(?!CommandInvocation)\w+Command$/;

/**
 * These do not read by name, but change nothing either. A command that runs on an instance may change it: the code
 * that sends it counts it as a write itself.
 */
const HARMLESS =
  /^(AssumeRole|AssumeRoleWithWebIdentity|GetCommandInvocation|SendCommand|SimulatePrincipalPolicy)Command$/;

/** `commandName`: `PutKeyPolicyCommand`. What is not known to read or to be harmless counts as a write. */
export function kindOf(commandName: string, input: object): CommandKind {
  if (HARMLESS.test(commandName) || isDryRun(input)) return 'harmless';
  return READS.test(commandName) ? 'read' : 'write';
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html */
const isDryRun = (input: object): boolean => 'DryRun' in input && input.DryRun === true;
