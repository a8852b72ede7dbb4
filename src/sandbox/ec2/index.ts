import { errorTypeRegistries } from '@aws-sdk/client-ec2';
import { ec2Query } from '../protocol/ec2-query.ts';
import { defineService } from '../protocol/service.ts';
import { DescribeInstances } from './describe-instances.ts';
import * as ingressRules from './ingress-rules.ts';
import * as instanceState from './instance-state.ts';

/** Every export of `ingress-rules.ts` and `instance-state.ts` is the operation of its name. */
export const ec2 = defineService<typeof import('@aws-sdk/client-ec2')>({
  name: 'ec2',
  protocol: ec2Query,
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  registries: errorTypeRegistries,
  operations: { DescribeInstances, ...ingressRules, ...instanceState },
});
