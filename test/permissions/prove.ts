import { beforeAll, describe, expect, test } from 'vitest';
import { type Fillings, GRANTS, operatorPolicy } from '../../src/aws/permissions.ts';
import { type PolicyDocument, statementsOf } from '../../src/policy/document.ts';
import { NAMES } from '../aws/opened.ts';
import { FACTS } from '../hints/attempt.ts';
import { sampled } from '../sampled.ts';
import { OPERATOR_ROLE } from './account.ts';
import type { Call, CommandRow } from './commands.ts';
import { type Classified, classify, foreseenBy, gather } from './derive.ts';
import { signsIn, situation } from './situations.ts';
import { outcomeOf, refusedIn, type Tried, tryOut } from './trial.ts';

const FILLINGS: Fillings = {
  PARTITION: FACTS.partition,
  REGION: FACTS.region,
  ACCOUNT: FACTS.accountId,
  ROLE: NAMES.roleName,
  ALIAS: NAMES.alias,
  USER: NAMES.userName,
  SAMPLE_OBJECT: NAMES.sampleObject,
  BUCKET: FACTS.bucket,
  ROLE_POLICY: FACTS.rolePolicy.name,
  KEY_ID: FACTS.key.id,
  INSTANCE_ID: FACTS.instance.id,
  OPERATOR: '${aws:username}',
  OPERATOR_ROLE,
};

const policyFor = ({ command }: CommandRow, { situation, besides = [] }: Call): PolicyDocument =>
  operatorPolicy([command, ...besides], signsIn(situation), FILLINGS);

/** A call of a command by an operator with exactly the recorded permissions. */
interface Proven {
  readonly call: Call;
  readonly tried: Tried;
  readonly demanded: readonly Classified[];
}

/**
 * Calls a command in each of its situations as an operator with exactly its policy; then, for each statement that was
 * used, once without it. No silent pass: the command fails, or its output differs.
 */
export function prove(row: CommandRow): void {
  describe(row.command, () => {
    const proven: Proven[] = [];
    beforeAll(async () => {
      for (const call of row.calls) {
        const tried = await tryOut(row, call, policyFor(row, call));
        const demanded = await Promise.all(tried.demanded.map((one) => classify(row.command, one)));
        proven.push({ call, tried, demanded });
      }
    });

    test('may do all that it has to', () => {
      for (const { call, tried } of proven) {
        expect([call.situation, ...refusedIn(tried, situation(call.situation))]).toEqual([call.situation]);
      }
    });

    test('asks for nothing less than it may', async () => {
      const foreseen = await Promise.all(foreseenBy(row).map((one) => classify(row.command, one)));
      const asked = gather([...foreseen, ...proven.flatMap(({ demanded }) => demanded)]);
      const own = asked.map(({ sid, actions }): readonly [string, readonly string[]] => [
        sid,
        Object.keys(actions),
      ]);
      expect(statements, 'npm run permissions').toEqual(own);
    });

    const granted = GRANTS.map(({ sid, actions }) => ({
      sid,
      actions: Object.entries(actions).filter(([, commands]) => commands.includes(row.command)),
    }));
    const statements = granted
      .filter(({ actions }) => actions.length > 0)
      .map(({ sid, actions }): readonly [string, readonly string[]] => [
        sid,
        actions.map(([action]) => action),
      ]);
    test.each(sampled(statements, 5))('misses %s', (sid, actions) => expectMissed(sid, actions));

    // One command for each is enough to see that no refusal is swallowed.
    const first = granted.flatMap(({ sid, actions }) =>
      actions.filter(([, [command]]) => command === row.command).map(([action]) => [sid, action] as const),
    );
    test.each(sampled(first, 5))('misses %s: %s', (sid, action) => expectMissed(sid, [action]));

    async function expectMissed(sid: string, actions: readonly string[]): Promise<void> {
      const { call, tried } = whereItIsAsked(row, proven, sid, actions);
      const without = await tryOut(row, call, withoutActions(policyFor(row, call), sid, actions));
      expect(outcomeOf(without.told), call.situation).not.toEqual(outcomeOf(tried.told));
    }
  });
}

function withoutActions(policy: PolicyDocument, sid: string, actions: readonly string[]): PolicyDocument {
  const rest = statementsOf(policy).map((statement) => {
    if (statement.Sid !== sid) return statement;
    return { ...statement, Action: [statement.Action ?? []].flat().filter((one) => !actions.includes(one)) };
  });
  return { ...policy, Statement: rest.filter(({ Action }) => [Action].flat().length > 0) };
}

/** The call that requests the least else. */
function whereItIsAsked(
  row: CommandRow,
  proven: readonly Proven[],
  sid: string,
  actions: readonly string[],
): Proven {
  const asking = proven
    .filter(({ demanded }) => demanded.some((one) => one.sid === sid && actions.includes(one.action)))
    .sort((a, b) => a.demanded.length - b.demanded.length);
  // What is only predicted is in no request.
  const found = asking[0] ?? (row.foresees && proven[0]);
  if (!found) throw new Error(`${row.command} never asked for ${actions} on ${sid}`);
  return found;
}
