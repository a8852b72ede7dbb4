import type { Services } from './handle.ts';
import type { Service } from './protocol/service.ts';

/** An `import()` takes time on every call. */
function once(load: () => Promise<Service>): () => Promise<Service> {
  let service: Promise<Service> | undefined;
  return () => {
    service ??= load();
    return service;
  };
}

/** By signing name. Loaded on first use: EC2's schemas alone take as long as all the others. */
export const services: Services = {
  kms: once(async () => (await import('./kms/index.ts')).kmsService),
  iam: once(async () => (await import('./iam/index.ts')).iamService),
  sts: once(async () => (await import('./sts/index.ts')).stsService),
  ec2: once(async () => (await import('./ec2/index.ts')).ec2Service),
  s3: once(async () => (await import('./s3/index.ts')).s3Service),
  organizations: once(async () => (await import('./organizations/index.ts')).organizationsService),
  ssm: once(async () => (await import('./ssm/index.ts')).ssmService),
};
