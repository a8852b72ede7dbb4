import { expect, test } from 'vitest';
import { isServicePrincipal } from '../../src/sandbox/service-principals.ts';

test.each([
  'ec2.amazonaws.com',
  'EC2.amazonaws.com',
  'logs.eu-west-1.amazonaws.com',
  'logs.us-gov-west-1.amazonaws.com',
  'ec2.amazonaws.com.cn',
  'delivery.logs.amazonaws.com',
  'ecs-tasks.amazonaws.com',
  'spotfleet.amazonaws.com',
  'member.org.stacksets.cloudformation.amazonaws.com',
  'ecs.application-autoscaling.amazonaws.com',
])('%s exists', (name) => {
  expect(isServicePrincipal(name)).toBe(true);
});

test.each([
  'nothing.amazonaws.com',
  'ec2.amazonaws',
  'ec2',
  'amazonaws.com',
  '.amazonaws.com',
  'eu-west-1.amazonaws.com',
  'logs.mars.amazonaws.com',
  'ec2.example.com',
  'ec2.amazonaws.com.example.com',
  '__proto__.amazonaws.com',
  'constructor.amazonaws.com',
])('%s does not', (name) => {
  expect(isServicePrincipal(name)).toBe(false);
});
