import { LabError } from '../contract/errors.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { isOurPart, type WorkshopSession } from '../engine/setup.ts';
import type { Invocation } from './command.ts';
import { canAsk } from './streams.ts';

const deleting = (id: string): Suggestion => ({ run: ['teardown', '--delete-key', id] });

/** Once KMS has deleted a key, nothing can decrypt what it encrypted: the user has to type its id. Throws `ERR_CONSENT`. */
export async function agreeToDeletion(
  { given, options, streams, signal }: Invocation,
  { workshop, record }: WorkshopSession,
): Promise<void> {
  // Commander passes `true` for an option without its value.
  const typed = given.deleteKey as string | true | undefined;
  if (typed === undefined) return;
  const part = workshop.parts.find(({ id }) => id === 'key');
  const found = await part?.find();
  if (!part || !found || found.leaving || !isOurPart(part, found, record)) return;
  const answer = typed === true ? await askForId() : typed;
  if (answer.trim() === found.id) return;
  throw new LabError('ERR_CONSENT', `“${answer}” is not the key’s id; nothing was changed.`, {
    next: [deleting(found.id)],
  });

  async function askForId(): Promise<string> {
    if (!canAsk(streams) || options.json) {
      throw new LabError(
        'ERR_CONSENT',
        'The key would be deleted. Name its id, or run the command in a terminal.',
        {
          next: [deleting(`${found?.id}`)],
        },
      );
    }
    const { askForText } = await import('./questions.ts');
    const message = `Whatever is encrypted under it is lost with it. Type the key’s id, ${found?.id}, to have it deleted:`;
    return askForText(message, { streams, signal });
  }
}
