import { CreateUserCommand } from '@aws-sdk/client-iam';
import { EnableKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, describe, expect } from 'vitest';
import { addDana, comeHome, edit, toType } from './come-home.ts';
import { SEEDED } from './edits/edit.ts';
import { removeUser } from './edits/user.ts';
import { EDITS } from './edits.ts';
import { awayFrom, homeOf } from './home-by-meaning.ts';
import { right } from './not-yet.ts';
import { Album, openScene, type Scene, type Told } from './scene.ts';
import { lineOf } from './typed.ts';

const album = new Album();
afterAll(() => album.close());

const fresh = () => album.open('fresh', async () => {});
const afterRun = () => album.open('run', (scene) => scene.lab('run'));
const home = await fresh().then(closing(async (scene) => homeOf(scene)));

/** What is done with the scene, which is closed afterward. */
function closing<T>(work: (scene: Scene) => Promise<T>) {
  return async (scene: Scene): Promise<T> => {
    try {
      return await work(scene);
    } finally {
      await scene.close();
    }
  };
}

async function byHand(scene: Scene, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found = EDITS.find((one) => one.name === name);
    if (!found || !(await edit(scene, found))) throw new Error(`${name} is not possible`);
  }
}

const linesOf = ({ summary }: Told): readonly string[] => toType(summary).map(lineOf);

/** What is said in sentences: notes, and errors with their causes, but not documents. */
const saidBy = ({ events, summary }: Told): string =>
  events
    .flatMap((event) => {
      if (event.type === 'note') return [event.text];
      if (event.type === 'left-as-is') return [event.title, event.error.message];
      return [];
    })
    .concat(summary.error ? [summary.error.message, summary.error.cause ?? ''] : [])
    .join('\n');

const leftBy = ({ summary }: Told): string => (summary.leftAsIs ?? []).map(({ title }) => title).join('\n');

describe('the user learns what cannot be restored before anything is written', () => {
  /** The key policy names a user who was deleted: AWS shows the unique id. */
  const withDeadDana = () =>
    album.open('dana is gone', async (scene) => {
      await addDana(scene);
      await removeUser(scene.clients().iam, 'dana');
    });
  const deadId = ({ account }: Scene): string =>
    /AIDA\w+/.exec(JSON.stringify(account().keys[SEEDED.key]!.policy))![0];

  right('doctor, plan and run say which principal is gone, before the first write', () =>
    withDeadDana().then(
      closing(async (scene) => {
        const id = deadId(scene);
        expect((await scene.read('doctor')).stdout).toContain(id);
        expect(saidBy(await scene.lab('plan'))).toContain(id);
        const run = await scene.lab('run');
        const first = run.events.findIndex(({ type }) => type === 'change-begun');
        const before = { ...run, events: run.events.slice(0, first === -1 ? undefined : first) };
        expect(saidBy(before)).toContain(id);
      }),
    ),
  );

  right('reset leaves the principal out, says which, and is home', () =>
    withDeadDana().then(
      closing(async (scene) => {
        const id = deadId(scene);
        const before = homeOf(scene);
        await scene.lab('run');
        const reset = await scene.lab('reset');
        expect(reset.exitCode).toBe(0);
        expect(saidBy(reset)).toContain(id);
        expect(awayFrom(before, scene)).toEqual([]);
      }),
    ),
  );

  right('a principal that AWS refuses on the way back is named', () =>
    album
      .open('run with dana', async (scene) => {
        await addDana(scene);
        await scene.lab('run');
      })
      .then(
        closing(async (scene) => {
          await removeUser(scene.clients().iam, 'dana');
          const reset = await scene.lab('reset');
          expect(saidBy(reset)).toContain('user/dana');
          if (reset.exitCode !== 0) expect(linesOf(reset)).not.toEqual([]);
          expect(saidBy(reset)).not.toContain('user/operator');
        }),
      ),
  );
});

describe('one missing resource does not prevent restoring the others', () => {
  /** What is gone, its name in the summary, and what the summary says to type. */
  const GONE = [
    ['instance: stopped', 'instance KMSWorkshop-Instance', /^aws ec2 start-instances --instance-ids i-/],
    ['instance: terminated', 'instance KMSWorkshop-Instance', /^kms-lab setup/],
    ['role policy: detached and deleted', SEEDED.policy, /^aws iam attach-role-policy|^kms-lab setup/],
    ['role policy: detached', SEEDED.policy, /^aws iam attach-role-policy/],
  ] as const;

  for (const [name, title, line] of GONE) {
    right(`${name}: reset restores the others, names it, and ends with 1`, () =>
      afterRun().then(
        closing(async (scene) => {
          await byHand(scene, name);
          const reset = await scene.lab('reset');
          expect([reset.exitCode, reset.summary.error?.code]).toEqual([1, 'ERR_NOT_RESTORED']);
          expect(leftBy(reset)).toContain(title);
          expect(linesOf(reset)).toContainEqual(expect.stringMatching(line));
          const others = awayFrom(home, scene).filter((one) => !one.includes('role policy is'));
          expect(others.filter((one) => !one.includes('not attached'))).toEqual([]);
        }),
      ),
    );
    right(`${name}: status has a line for it`, () =>
      afterRun().then(
        closing(async (scene) => {
          await byHand(scene, name);
          const status = await scene.lab('status');
          const standing = status.events.find(({ type }) => type === 'standing');
          const missing = standing?.type === 'standing' ? (standing.missing ?? []) : [];
          expect(missing.map((one) => one.title).join()).toContain(title);
          expect(status.exitCode).not.toBe(0);
        }),
      ),
    );
  }

  right('userA holds things of another user’s: all obstacles at once, each with its command', () =>
    afterRun().then(
      closing(async (scene) => {
        await byHand(scene, 'userA: given all of it');
        const lines = linesOf(await scene.lab('reset'));
        expect(lines.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(
          expect.arrayContaining([
            'aws iam delete-login-profile',
            'aws iam delete-access-key',
            'aws iam delete-user-policy',
            'aws iam detach-user-policy',
            'aws iam deactivate-mfa-device',
            'aws iam remove-user-from-group',
          ]),
        );
        expect(awayFrom(home, scene)).toEqual(['the lab’s userA is there']);
      }),
    ),
  );

  right('two instances bear the name: the error lists their ids', () =>
    fresh().then(
      closing(async (scene) => {
        await byHand(scene, 'instance: a second one of its name');
        const ids = Object.keys(scene.account().instances);
        const { stderr, exitCode } = await scene.read('plan');
        expect(exitCode).toBe(5);
        for (const id of ids) expect(stderr).toContain(id);
      }),
    ),
  );

  right('two instances bear the name: an id is taken', () =>
    fresh().then(
      closing(async (scene) => {
        await byHand(scene, 'instance: a second one of its name');
        const run = await scene.lab('run', '--to', 'strip-decrypt', '--instance', SEEDED.instance);
        expect(run.exitCode).toBe(0);
        expect((await scene.lab('reset', '--instance', SEEDED.instance)).exitCode).toBe(0);
        expect(awayFrom(home, scene)).toEqual([]);
      }),
    ),
  );
});

describe('a failed attempt is not remembered as the start', () => {
  right('key disabled, run, enabled, run', () =>
    fresh().then(
      closing(async (scene) => {
        await byHand(scene, 'key: disabled');
        const refused = await scene.lab('run');
        expect([refused.exitCode, refused.summary.writes]).toEqual([1, 0]);
        expect(linesOf(refused)).toEqual([`aws kms enable-key --key-id ${SEEDED.key}`]);
        await scene.clients().kms.send(new EnableKeyCommand({ KeyId: SEEDED.key }));
        expect((await scene.lab('run')).exitCode).toBe(0);
      }),
    ),
  );

  right('a user created between a run that wrote nothing and the next', () =>
    fresh().then(
      closing(async (scene) => {
        await byHand(scene, 'key: disabled');
        await scene.lab('run');
        await scene.clients().kms.send(new EnableKeyCommand({ KeyId: SEEDED.key }));
        await scene.clients().iam.send(new CreateUserCommand({ UserName: 'carol' }));
        expect((await scene.lab('run')).exitCode).toBe(0);
        expect((await scene.lab('reset')).exitCode).toBe(0);
      }),
    ),
  );
});

describe('status sees what the checks see', () => {
  const SEEN = [
    ['key: its imported material deleted', /has no key material/],
    ['role: an inline policy that allows Decrypt', /inline|by-hand/],
    ['key: disabled', /is disabled/],
    ['role: a permissions boundary without KMS', /boundary/],
    ['grant: Decrypt, to the role', /grant/],
  ] as const;

  for (const [name, line] of SEEN) {
    right(`${name}: status says so, and ends with 4`, () =>
      afterRun().then(
        closing(async (scene) => {
          await byHand(scene, name);
          const { exitCode, events } = await scene.lab('status');
          const standing = events.find(({ type }) => type === 'standing');
          expect(standing?.type === 'standing' ? standing.changedAround?.join('\n') : '').toMatch(line);
          expect(exitCode).toBe(4);
        }),
      ),
    );
  }
});

describe('the judge', () => {
  right('sees an account that is not home, and one that is', () =>
    openScene().then(
      closing(async (scene) => {
        await scene.lab('run');
        expect(awayFrom(home, scene)).toHaveLength(4);
        expect(await comeHome(scene, home)).toEqual({
          ...{ verdict: 'restored', why: [], resets: [0], named: [], typed: [] },
        });
      }),
    ),
  );

  right('fails a reset that names nothing', () =>
    afterRun().then(
      closing(async (scene) => {
        const lab: Scene['lab'] = async (...argv) => {
          const told = await scene.lab('status', ...argv.slice(1));
          return { ...told, exitCode: argv[0] === 'plan' ? 0 : 1 };
        };
        const { verdict, why } = await comeHome({ ...scene, lab }, home);
        expect(verdict).toBe('failed');
        expect(why).toContainEqual(expect.stringContaining('names no command'));
        expect(why).toContainEqual(expect.stringContaining('the lab’s userA is there'));
      }),
    ),
  );
});
