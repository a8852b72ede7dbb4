import type { Context } from '../../policy/request.ts';
import type { Tags, WorldAccount } from '../world.ts';
import type { ActionTarget, IamCall } from './call.ts';
import {
  type Entity,
  type Kind,
  type NameInput,
  peek,
  sandboxIamArn,
  USER_KIND,
  userNameOf,
} from './entities.ts';

/** The targets of actions. Does not check whether they exist: the ARN of one that does not exist has no path. */

/** An action on the entity that the input names, whether or not it exists. */
export const on =
  <Member extends string>(kind: Kind<Member, Entity>) =>
  ({ account, input }: IamCall<NameInput<Member>>): ActionTarget =>
    targetOf(kind, account, input[kind.member]);

/** The same, for actions with iam:PermissionsBoundary: the current boundary. */
export const onBounded =
  <Member extends string, Input = unknown>(
    kind: Kind<Member, Entity>,
    more: (input: Input) => Context = () => ({}),
  ) =>
  ({ account, input }: IamCall<NameInput<Member> & Input>): ActionTarget => {
    const target = targetOf(kind, account, input[kind.member]);
    const boundary = peek(kind.all(account), input[kind.member])?.boundary;
    const bounded: Context = boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary };
    return { ...target, context: { ...target.context, ...bounded, ...more(input) } };
  };

function targetOf(kind: Kind<string, Entity>, account: WorldAccount, name: string): ActionTarget {
  const found = peek(kind.all(account), name);
  return {
    resource: found?.arn ?? sandboxIamArn(account, kind.arnType, '/', name),
    refersTo: `${kind.noun} ${name}`,
    context: resourceTags(found?.tags),
  };
}

/** A new entity, by the ARN that it will have. */
export const onNew =
  <Member extends string, Input = unknown>(
    kind: Kind<Member, Entity>,
    more: (input: Input) => Context = () => ({}),
  ) =>
  ({
    account,
    input,
  }: IamCall<NameInput<Member> & Input & { readonly Path?: string | undefined }>): ActionTarget => ({
    resource: sandboxIamArn(account, kind.arnType, input.Path ?? '/', input[kind.member]),
    context: more(input),
  });

/** All of a kind: `arn:aws:iam::111122223333:user/`, as in refusals of ListUsers. */
export const onAll =
  (arnType: string) =>
  ({ account, input }: IamCall<{ readonly PathPrefix?: string | undefined }>): ActionTarget => ({
    resource: sandboxIamArn(account, arnType, input.PathPrefix ?? '/', ''),
  });

export const onUserOrCaller = (call: IamCall<{ readonly UserName?: string | undefined }>): ActionTarget =>
  targetOf(USER_KIND, call.account, userNameOf(call));

/** aws:ResourceTag/… and iam:ResourceTag/… of a user or role that is acted on. */
export const resourceTags = (tags: Tags = {}): Context =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
