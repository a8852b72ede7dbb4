import type { Services } from './handle.ts';

/** By signing name. Loaded when first asked for: EC2's schemas alone take as long as all the others. */
export const services: Services = {
  kms: async () => (await import('./kms/index.ts')).kms,
  iam: async () => (await import('./iam/index.ts')).iam,
  sts: async () => (await import('./sts/index.ts')).sts,
  ec2: async () => (await import('./ec2/index.ts')).ec2,
  s3: async () => (await import('./s3/index.ts')).s3,
  organizations: async () => (await import('./organizations/index.ts')).organizations,
  ssm: async () => (await import('./ssm/index.ts')).ssm,
};
