import { type AccessMatrix, type Cell, PRINCIPALS } from '../contract/access.ts';
import { groupBy } from '../contract/group.ts';
import { statementTitle } from '../policy/explain.ts';
import { DEFAULT_MODEL, modelsThatFit, NOT_PRINCIPAL_MODELS } from '../policy/not-principal.ts';
import { disagrees, OUTCOMES } from './cell.ts';

/** What a matrix shows besides its cells, in sentences: warnings, and the questions that it answers. */
export const noticesOf = (matrix: AccessMatrix): readonly string[] => [
  ...unenforced(matrix),
  ...matrix.filter(disagrees).map(surprise),
  ...reading(matrix),
  ...unsupplied(matrix),
];

function unenforced(matrix: AccessMatrix): readonly string[] {
  const why = matrix.find((cell) => cell.unenforced)?.unenforced;
  return why
    ? [`The target does not enforce policies: ${why}. Its answers prove nothing; the cells are evaluated.`]
    : [];
}

const surprise = ({ principal, action, predicted, observed }: Cell): string =>
  `${PRINCIPALS[principal]}, ${action}: predicted ${OUTCOMES[predicted.outcome].word} (${predicted.because}), but the account answered: ${observed?.evidence}`;

/** AWS does not document for KMS how a Deny with NotPrincipal treats a session; the account's answer shows it. */
function reading(matrix: AccessMatrix): readonly string[] {
  const fitting = modelsThatFit(matrix);
  if (!fitting) return [];
  const names = fitting.join(' or ');
  if (fitting.length === 0)
    return ['NotPrincipal: no reading that the lab knows fits what this account answered.'];
  if (!fitting.includes(DEFAULT_MODEL))
    return [`NotPrincipal: this account behaves as ${names}; predictions use ${DEFAULT_MODEL}.`];
  const others = NOT_PRINCIPAL_MODELS.filter((model) => !fitting.includes(model));
  const unfit = others.length > 0 ? `; ${others.join(' and ')} would not fit` : '';
  return [`NotPrincipal: this account behaves as ${names}, as predicted${unfit}.`];
}

/** A prediction is only as good as what is known of the request: each missing key once, with the statements. */
function unsupplied(matrix: AccessMatrix): readonly string[] {
  const missing = matrix.flatMap((cell) => cell.unsupplied ?? []);
  return [...groupBy(missing, ({ key }) => key)].map(([key, conditions]) => {
    const where = [
      ...new Set(conditions.map((one) => statementTitle({ source: 'resource-policy', ...one }))),
    ];
    return `“${key}” is not supplied here, and AWS may decide otherwise. It is in ${where.join(' and ')}. ${conditions[0]?.why}`;
  });
}
