import { GetParameter$, type GetParameterCommand } from '@aws-sdk/client-ssm';
import { operation, ServiceError } from '../operation.ts';
import { refuseInvalidSsm } from './constraints.ts';
import { PUBLIC_IMAGES } from './public-images.ts';

/** For AWS's public parameters; an account has none of its own here. */
export const GetParameter = operation<GetParameterCommand>()({
  schema: GetParameter$,
  readOnly: true,
  demands: ({ input, region }) => {
    refuseInvalidSsm(input);
    // AWS's own parameters belong to no account.
    const resource = `arn:aws:ssm:${region}::parameter/${input.Name.replace(/^\//, '')}`;
    return [{ action: 'ssm:GetParameter', resource }];
  },
  handle: ({ input: { Name }, region }) => {
    const Value = Object.hasOwn(PUBLIC_IMAGES, Name) ? PUBLIC_IMAGES[Name] : undefined;
    if (Value === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
    const ARN = `arn:aws:ssm:${region}::parameter${Name}`;
    return { Parameter: { Name, Type: 'String', Value, Version: 1, ARN, DataType: 'aws:ec2:image' } };
  },
});
