/**
 * What an SDK command is to the account. `read`: its answer holds until the next write. `harmless`: it changes nothing,
 * and each one is a question of its own. `write`: it can change the account.
 */
export type CommandKind = 'read' | 'harmless' | 'write';

/** The names of AWS's commands that read; an answer that is polled for is never the same question. */
const READS = /^(Describe|Get|Head|List)(?!CommandInvocation)\w+Command$/;

/**
 * These are no reads by name, and change nothing all the same. What is run on an instance may change it: the code that
 * sends such a command counts it as a write itself.
 */
const HARMLESS =
  /^(AssumeRole|AssumeRoleWithWebIdentity|GetCommandInvocation|SendCommand|SimulatePrincipalPolicy)Command$/;

/** `commandName`: `PutKeyPolicyCommand`. What is neither known to read nor to be harmless is a write. */
export function kindOf(commandName: string, input: object): CommandKind {
  if (HARMLESS.test(commandName) || isDryRun(input)) return 'harmless';
  return READS.test(commandName) ? 'read' : 'write';
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html */
const isDryRun = (input: object): boolean => 'DryRun' in input && input.DryRun === true;
