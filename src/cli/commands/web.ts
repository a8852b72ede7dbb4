import { once } from 'node:events';
import type { DeskRoom } from '../../web/server/desk-room.ts';
import type { PageAddress } from '../../web/server/page-server.ts';
import type { CliCommand, Invocation } from '../command.ts';
import { openInBrowser } from '../open-browser.ts';
import type { OpenedLab } from '../open-lab.ts';
import { ADDRESS_OPTIONS, opensBrowser, PAGE_OPTIONS } from '../page-options.ts';
import { ROOM_OPTION } from '../room/room-option.ts';
import { isWatched } from '../streams.ts';
import { LAB, OUTPUT } from '../used-options.ts';

/** Milliseconds between two looks at the account while a page is open. Each takes about thirty requests. */
const PAUSE = { sandbox: 2_000, aws: 20_000 } as const;

export const webCommand: CliCommand = {
  name: 'web',
  does: 'walk through the lab in a browser: edit the policies, and see who may do what while you type',
  uses: [...LAB.filter((key) => !(OUTPUT as readonly string[]).includes(key)), 'yes'],
  options: [
    ...PAGE_OPTIONS,
    ROOM_OPTION,
    {
      key: 'out',
      flags: '--out <file>',
      does: 'write one page for use without an account or a network: editors, matrix and tasks; - is stdout',
      conflicts: [...ADDRESS_OPTIONS, ROOM_OPTION].map(({ key }) => key),
      onlyWith: [],
    },
  ],
  examples: [
    { type: 'kms-lab web', does: 'on the embedded account; a terminal may work on it at the same time' },
    { type: 'kms-lab web --out lab.html', does: 'tasks for a slide, a blog or a course' },
    { type: 'kms-lab web --target aws --port 8080 --no-open', does: 'on your account; you open the link' },
    { type: 'kms-lab web --room LINK', does: 'in a room, with the link of your seat' },
  ],
  async act(invocation) {
    const { command, options, streams, given, signal } = invocation;
    if (given.out !== undefined) {
      const { writeLabFile } = await import('../lab-file.ts');
      await writeLabFile(given.out, streams);
      return 0;
    }
    const [{ heed }, { openLab }, { SILENT }, { shareSandbox }, { pageAddress }] = await Promise.all([
      import('../consent.ts'),
      import('../open-lab.ts'),
      import('../../engine/silent-host.ts'),
      import('../start-sandbox.ts'),
      import('../page-address.ts'),
    ]);
    const address = await pageAddress(given);
    const room = await roomOf(invocation);
    // The page asks for the account's id before its first write.
    const consent = options.account && options.yes ? 'given' : 'ask';
    const opened = await openLab(options, command, SILENT, signal, { start: shareSandbox });
    try {
      for (const { text } of heed(opened.objections)) streams.stderr.write(`${text}\n`);
      const served = await serve(invocation, opened, { address, consent, room });
      if (!signal.aborted) await once(signal, 'abort');
      await served.close();
      return 0;
    } finally {
      await opened.close();
    }
  },
};

/** Throws `ERR_USAGE`. */
async function roomOf({ given: { room: link } }: Invocation): Promise<DeskRoom | undefined> {
  if (link === undefined) return undefined;
  const [{ openRoomLine }, { PageRoom }] = await Promise.all([
    import('../room/open-room-line.ts'),
    import('../room/page-room.ts'),
  ]);
  return new PageRoom(openRoomLine(link));
}

interface Manner {
  readonly address: PageAddress;
  readonly consent: 'given' | 'ask';
  readonly room: DeskRoom | undefined;
}

async function serve(invocation: Invocation, { session }: OpenedLab, manner: Manner) {
  const { options, streams, given } = invocation;
  const [
    { serveLab },
    { hintFor },
    { restorationOf },
    { followTrail },
    { sandboxDirectory },
    { pageFolder },
  ] = await Promise.all([
    import('../../web/server/serve.ts'),
    import('../../hints/index.ts'),
    import('../preview.ts'),
    import('../../sandbox/trail/read.ts'),
    import('../start-sandbox.ts'),
    import('../page-folder.ts'),
  ]);
  const { target } = options;
  let isFirst = true;
  const onLink = (link: string): void => {
    if (isFirst) {
      streams.stdout.write(`The lab is at ${link}\nThe link is good for one browser. Ctrl-C ends the lab.\n`);
      if (opensBrowser(given) && isWatched(streams)) openInBrowser(link);
    } else streams.stdout.write(`For another browser: ${link}\n`);
    isFirst = false;
  };
  return serveLab({
    ...{ session, hintFor, restorationOf, onLink, ...manner },
    typed: streams.typed,
    pause: PAUSE[target],
    folder: pageFolder(),
    ...(target === 'sandbox' ? { requests: (signal) => followTrail(sandboxDirectory(options), signal) } : {}),
  });
}
