import { join, resolve } from 'node:path';
import { documentedKeyPolicy, type KeyPolicyName, TEMPLATES } from '../../steps/documents/index.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import { readFile } from '../disk/read-file.ts';
import { colors } from '../report/html/colors.ts';
import { SAMPLE_FACTS } from '../web/sample-account.ts';
import { oneFile } from '../web/server/one-file.ts';
import { writeOutput } from './output-file.ts';
import { pageFolder } from './page-folder.ts';
import type { Streams } from './streams.ts';

/** The page's key policies in both variants, for an account. */
const documentsFor = (facts: Facts) =>
  (['corrected', 'published'] as const satisfies readonly Variant[]).flatMap((variant) =>
    (Object.keys(TEMPLATES[variant]) as KeyPolicyName[]).map((name) => ({
      title: `${name}, ${variant}`,
      'key-policy': documentedKeyPolicy(name, variant, facts),
    })),
  );

/** Writes the page that needs no account; `-` is the standard output. Throws `ERR_OUTPUT`. */
export async function writeLabFile(out: string, streams: Pick<Streams, 'stdout' | 'cwd'>): Promise<void> {
  const [script, style] = await Promise.all(
    ['offline.js', 'offline.css'].map(async (name) => (await readFile(join(pageFolder(), name))).toString()),
  );
  const page = oneFile({
    script: script ?? '',
    style: `${colors}${style}`,
    documents: documentsFor(SAMPLE_FACTS),
  });
  if (out === '-') streams.stdout.write(page);
  else await writeOutput(resolve(streams.cwd(), out), page);
}
