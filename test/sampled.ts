/** `KMS_LAB_WHOLE=1 npm run test:slow` tries every row of the tables whose rows take long, and not a sample. */
export const WHOLE = Boolean(process.env.KMS_LAB_WHOLE);

/** Every n-th row, or all. */
export const sampled = <Row>(rows: readonly Row[], every: number): readonly Row[] =>
  WHOLE ? rows : rows.filter((_, index) => index % every === 0);
