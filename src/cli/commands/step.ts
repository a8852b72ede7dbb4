import { LabError } from '../../contract/errors.ts';
import type { Host } from '../../contract/event.ts';
import type { Command } from '../command.ts';
import { canAsk } from '../streams.ts';

/** The conversation opens a host of its own for each piece of work. */
const NOBODY: Host = { notify: () => undefined };

export const step: Command = {
  name: 'step',
  does: 'walk through the lab: do it yourself or have it done, with hints',
  examples: [{ type: 'kms-lab step', does: 'goes on from where the account stands, on any day' }],
  async act({ command, line, options, streams, signal }) {
    if (options.json || !canAsk(streams)) throw nobodyToAsk();
    const [{ consentTo, heed }, { openLab }, { shareSandbox }, { terminalScene }, { walk }] =
      await Promise.all([
        import('../consent.ts'),
        import('../open-lab.ts'),
        import('../start-sandbox.ts'),
        import('../step/scene.ts'),
        import('../step/walk.ts'),
      ]);
    const consent = consentTo({ line, options }, streams);
    const { session, objections, close } = await openLab(options, command, NOBODY, signal, shareSandbox);
    try {
      const scene = terminalScene({ session, streams, options, consent });
      for (const text of heed(objections)) scene.say(text);
      return await walk(scene);
    } finally {
      await close();
    }
  },
};

const nobodyToAsk = (): LabError =>
  new LabError('ERR_NO_TERMINAL', 'step asks questions, and nobody is at a terminal to answer them.', {
    hint: 'kms-lab run does the whole page without asking; kms-lab solve STEP does one step',
  });
