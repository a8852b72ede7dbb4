import type { Context } from '../../policy/request.ts';
import type { Account, Tags } from '../world.ts';
import type { IamCall, Target } from './call.ts';
import { arnOf, type Entity, type Kind, type Named, peek, USER, userNameOf } from './entities.ts';

/** What actions are on. Whether it exists is not asked: where it does not, its ARN is taken to have no path. */

/** An action on the one the input names, whether or not it exists. */
export const on =
  <Member extends string>(kind: Kind<Member, Entity>) =>
  ({ account, input }: IamCall<Named<Member>>): Target =>
    targetOf(kind, account, input[kind.member]);

/** The same, for the actions that know iam:PermissionsBoundary: the boundary that stands. */
export const onBounded =
  <Member extends string, Input = unknown>(
    kind: Kind<Member, Entity>,
    more: (input: Input) => Context = () => ({}),
  ) =>
  ({ account, input }: IamCall<Named<Member> & Input>): Target => {
    const target = targetOf(kind, account, input[kind.member]);
    const boundary = peek(kind.all(account), input[kind.member])?.boundary;
    const bounded: Context = boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary };
    return { ...target, context: { ...target.context, ...bounded, ...more(input) } };
  };

function targetOf(kind: Kind<string, Entity>, account: Account, name: string): Target {
  const found = peek(kind.all(account), name);
  return {
    resource: found?.arn ?? arnOf(account, kind.arnType, '/', name),
    refersTo: `${kind.noun} ${name}`,
    context: resourceTags(found?.tags),
  };
}

/** A new one, by the ARN it will have. */
export const onNew =
  <Member extends string, Input = unknown>(
    kind: Kind<Member, Entity>,
    more: (input: Input) => Context = () => ({}),
  ) =>
  ({ account, input }: IamCall<Named<Member> & Input & { readonly Path?: string | undefined }>): Target => ({
    resource: arnOf(account, kind.arnType, input.Path ?? '/', input[kind.member]),
    context: more(input),
  });

/** All of a kind: `arn:aws:iam::111122223333:user/`, as the refusals of ListUsers have it. */
export const onAll =
  (arnType: string) =>
  ({ account, input }: IamCall<{ readonly PathPrefix?: string | undefined }>): Target => ({
    resource: arnOf(account, arnType, input.PathPrefix ?? '/', ''),
  });

export const onUserOrCaller = (call: IamCall<{ readonly UserName?: string | undefined }>): Target =>
  targetOf(USER, call.account, userNameOf(call));

const resourceTags = (tags: Tags = {}): Context =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
