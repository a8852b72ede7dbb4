// What a change of a key policy means: node policy-diff.mjs before.json after.json
import { readFileSync } from 'node:fs';
import { accessMatrix, callerOf, checkLockOut, diffPolicies, readPolicy, validate } from 'kms-lab/policy';

const owner = '111122223333';
const arn = `arn:aws:kms:us-east-1:${owner}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const [before, after] = process.argv.slice(2).map((path) => readPolicy(readFileSync(path, 'utf8')));

const allOfKms = readPolicy({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
});
const admin = {
  id: 'admin',
  caller: callerOf(`arn:aws:iam::${owner}:user/admin`),
  policies: { identity: [{ name: 'AllOfKms', document: allOfKms }] },
};
const app = { id: 'app', caller: callerOf(`arn:aws:iam::${owner}:role/App`), policies: { identity: [] } };

const refusal = validate(after, { kind: 'key' });
console.log(refusal ? `KMS refuses it: ${refusal.message}` : 'KMS accepts the document.');

const { added, removed, changed } = diffPolicies(before, after);
console.log(`Statements: ${added.length} added, ${removed.length} removed, ${changed.length} changed.`);

const cells = (policy) =>
  accessMatrix([admin, app], ['kms:Decrypt', 'kms:PutKeyPolicy'], { arn, owner, policy });
const were = cells(before);
for (const [index, { principal, action, decision }] of cells(after).entries()) {
  const { outcome } = were[index].decision;
  if (outcome !== decision.outcome) console.log(`${principal} ${action}: ${outcome} -> ${decision.outcome}`);
}

const { caller, policies } = admin;
const { outcome, because } = checkLockOut({ caller, policies, keyArn: arn, keyPolicy: after });
if (outcome !== 'allowed') console.log(`It locks the admin out. ${because}`);
