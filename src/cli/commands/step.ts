import { LabError } from '../../contract/errors.ts';
import type { CliCommand } from '../command.ts';
import { ROOM_OPTION } from '../room/room-option.ts';
import { NO_ROOM } from '../room/walk-room.ts';
import { canAsk } from '../streams.ts';
import { CHANGES, OUTPUT } from '../used-options.ts';

export const stepCommand: CliCommand = {
  name: 'step',
  does: 'walk through the lab: do it yourself or have it done, with hints',
  uses: CHANGES.filter((key) => !(OUTPUT as readonly string[]).includes(key)),
  options: [
    {
      key: 'quiz',
      flags: '--quiz',
      does: 'before each check, ask you who may decrypt now, and say which of your answers are right',
    },
    ROOM_OPTION,
  ],
  examples: [
    { type: 'kms-lab step', does: 'continues from where the account is, on any day' },
    { type: 'kms-lab step --room LINK', does: 'in a room, with the link of your seat' },
  ],
  async act({ command, words, given, options, streams, signal }) {
    if (!canAsk(streams)) throw nobodyToAsk();
    const [{ consentTo, heed }, { openLab }, { SILENT }, { shareSandbox }, { openScene }, { walkSteps }] =
      await Promise.all([
        import('../consent.ts'),
        import('../open-lab.ts'),
        import('../../engine/silent-host.ts'),
        import('../start-sandbox.ts'),
        import('../step/open-scene.ts'),
        import('../step/walk.ts'),
      ]);
    const consent = consentTo({ words, options }, streams);
    const room =
      given.room === undefined
        ? NO_ROOM
        : (await import('../room/open-room-line.ts')).openRoomLine(given.room);
    // The conversation opens a host of its own for each task.
    const { session, objections, close } = await openLab(options, command, SILENT, signal, {
      start: shareSandbox,
    });
    try {
      const notes = heed(objections);
      const scene = await openScene({ session, streams, options, consent, room });
      try {
        return await walkSteps(scene, { notes, quiz: given.quiz !== undefined });
      } finally {
        scene.close();
      }
    } finally {
      room.close();
      await close();
    }
  },
};

const nobodyToAsk = (): LabError =>
  new LabError('ERR_NO_TERMINAL', 'step asks questions. Run it in a terminal.', {
    next: [
      { run: ['run'], why: 'does the whole page without asking' },
      { run: ['solve', 'STEP'], why: 'does one step' },
    ],
  });
