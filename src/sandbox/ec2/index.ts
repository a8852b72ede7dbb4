import { errorTypeRegistries } from '@aws-sdk/client-ec2';
import { ec2Query } from '../protocol/ec2-query.ts';
import { defineService } from '../protocol/service.ts';
import { ABSENT } from '../unread-members.ts';
import { DescribeSubnets, DescribeVpcs } from './default-vpc.ts';
import { DescribeInstances } from './describe-instances.ts';
import { CreateSecurityGroup, DeleteSecurityGroup } from './group-life.ts';
import * as ingressRules from './ingress-rules.ts';
import { RebootInstances, StartInstances, StopInstances } from './instance-state.ts';
import { RunInstances, TerminateInstances } from './launch.ts';
import { CreateTags, DeleteTags } from './tags.ts';

/** Every export of `ingress-rules.ts` is the operation of that name. */
export const ec2Service = defineService<typeof import('@aws-sdk/client-ec2')>({
  name: 'ec2',
  protocol: ec2Query,
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  registries: errorTypeRegistries,
  absent: ABSENT.ec2,
  operations: {
    CreateSecurityGroup,
    CreateTags,
    DeleteSecurityGroup,
    DeleteTags,
    DescribeInstances,
    DescribeSubnets,
    DescribeVpcs,
    RebootInstances,
    RunInstances,
    StartInstances,
    StopInstances,
    TerminateInstances,
    ...ingressRules,
  },
});
