import { LabError } from '../../contract/errors.ts';
import type { Objects } from '../../contract/objects.ts';

/** It always exists after the first command, and never matters. */
const MARKER = 'conditional-writes.json';
const BODY = '{"version":1}\n';
const NO_TAG = '"00000000000000000000000000000000"';

/**
 * The same objects, proven to refuse what they must before anything is written to them: some stores ignore the
 * condition of a write, and answer that all is well. Throws `ERR_ENDPOINT` for one that does.
 */
export function provenObjects(objects: Objects): Objects {
  let proof: Promise<void> | undefined;
  const proven = () => {
    proof ??= proveConditionalWrites(objects);
    return proof;
  };
  return {
    ...objects,
    create: async (name, body) => proven().then(() => objects.create(name, body)),
    replace: async (name, body, tag) => proven().then(() => objects.replace(name, body, tag)),
  };
}

async function proveConditionalWrites(objects: Objects): Promise<void> {
  const [created, replaced] = await Promise.all([
    objects.create(MARKER, BODY),
    objects.replace(MARKER, `${BODY}\n`, NO_TAG),
  ]);
  if (replaced !== undefined) throw ignoring(objects, 'If-Match');
  // The first command of all creates it. Then, and in a store that ignores the condition, it is refused the next time.
  if (created !== undefined && (await objects.create(MARKER, `${BODY} \n`)) !== undefined) {
    throw ignoring(objects, 'If-None-Match');
  }
}

const ignoring = ({ where }: Objects, header: string): LabError =>
  new LabError(
    'ERR_ENDPOINT',
    `${where} ignores ${header}, so two commands could work on one account at once.`,
    {
      hint: 'keep the state in S3, or in a store that has its conditional writes',
    },
  );
